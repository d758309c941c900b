# Words of the health office: occupancy, indicators, the monthly report. id.ftl has the same names.

## Everywhere
crumbs = You are here
unknown = not known
show = Show
back = Back
pages = Pages
page-before = Previous
page-after = Next
may-be-empty = (may be left empty)
unit-days = { $n } days
unit-times = { $n }× a year
office-of = { $n } of { $of }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-runs = This month is not over
month-so-far = not over yet, { $days } days have passed
estimate-hint = Estimates are counted by machine from the hourly bed reports: occupied = beds less free ones. Beds being cleaned count as occupied. Patients who come and go between two reports are not seen.
inpatient-hint = Newborn cots, delivery beds and beds of the emergency room are counted apart and are not in BOR.
never-ranked = Nothing is ranked: hospitals stand by name.
case-mix-hint = Ranges are a reference, no verdict. AvLOS is not judged: without the case mix, 4 days are no worse than 7. The range of 6–9 days is older than today's care.

## Heads of tables and fields
c-matter = Matter
c-figure = How many
c-age = Oldest
c-where = Open
c-week = Week from
c-days-known = Days counted
c-indicator = Indicator
c-number = No.
c-source = Source
c-note = Note
c-state = State
f-group = Class or kind
f-hospital = Hospital
f-month = Month
f-remark = Remark
f-remark-hint = Printed in the report. No personal data.
f-beds = TT: beds
f-beds-hint = Inpatient beds available, the mean of that month.
f-patient-days = HP: patient-days
f-patient-days-hint = The daily census added up over the month.
f-alive = Discharged alive
f-alive-hint = Home, referred, or at their own wish.
f-died-early = Died < 48 h
f-died-early-hint = Before 48 hours from admission.
f-died-late = Died ≥ 48 h
f-died-late-hint = 48 hours or more from admission.
f-stay-days = LD: length of stay
f-stay-days-hint = Length of stay of all discharged patients added up, days.
f-bor = BOR as stated, %
f-bor-hint = For example 75.0
f-avlos = AvLOS as stated, days
f-avlos-hint = For example 4.3
f-toi = TOI as stated, days
f-toi-hint = For example 1.5
f-bto = BTO as stated, times a month
f-bto-hint = For example 5.0
figures-whole = Enter a whole number, for example 2,250.
figures-decimal = Enter a number with at most three decimals, for example 75.0.
figures-too-large = At most { $max }.
figures-no-beds = At least 1 bed.
figures-month = This month is not over, or lies more than two years back.
figures-changed = Somebody else has changed this. Load the page again to see how it stands.
figures-changed-meanwhile = A colleague has just told this month. What you typed is still here: compare it with the newest version below, then send again.
report-not-over = This month is not over and cannot be closed yet.

## Groups of beds
group-vvip = VVIP
group-vip = VIP
group-utama = Utama
group-1 = Class 1
group-2 = Class 2
group-3 = Class 3
group-kris = KRIS
group-none = Without a class
group-isolation = Isolation
group-intensive = Intensive care
group-psychiatric = Psychiatric
group-perinatology = Perinatology
group-delivery = Delivery
group-emergency = Emergency room

## Indicators and their references
indicator-bor = BOR
indicator-avlos = AvLOS
indicator-toi = TOI
indicator-bto = BTO
indicator-gdr = GDR
indicator-ndr = NDR
standard-kemenkes = Kemenkes
standard-barber-johnson = Barber–Johnson
references-cap = Ranges for reference
source-told = Told by the hospital
source-counted = Machine estimate
source-none = Too little is known
efficient = Efficient region
odd-count = { $n } to look at
odd-title = Something to look at again
odd-lead = Your figures are kept. If something is wrong, mend it and send again; the old version stays.
odd-patients = HP { $hp } is more than TT × days = { $beds }. Check HP, or TT if beds were added.
odd-discharged = { $d } discharged is more than HP { $hp } allows. Check the discharged and HP.
odd-stays = LD { $ld } is less than { $d } discharged: each stays 1 day at least. Check LD.
odd-bor = BOR is stated as { $stated }%, the inputs give { $counted }%. Check BOR, HP and TT.
odd-avlos = AvLOS is stated as { $stated }, the inputs give { $counted }. Check AvLOS, LD and the discharged.
odd-toi = TOI is stated as { $stated }, the inputs give { $counted }. Check TOI, HP and the discharged.
odd-bto = BTO is stated as { $stated }, the inputs give { $counted }. Check BTO, the discharged and TT.
odd-lines = The lines of BOR, TOI and BTO do not meet in one point: { $apart } days apart. One of the three is wrong.

## The office's overview
office-title = Health office
office-lead = One line a matter: how many, for how long, and where.
office-occupied = of inpatient beds occupied now
office-occupied-of = { $taken } of { $beds } beds whose report counts
office-nothing-known = No report that counts yet
office-reporting = { $n } of { $of }
office-reporting-what = hospitals whose report counts
office-ways = The office's figures
office-report = Report of { $month }
office-matters = What to look at
office-open = Open
office-and-more = { $names }, and { $n } more
matter-silent = Hospitals without a report that counts
matter-overdue = Hospitals whose report is overdue
matter-cases = Families' cases that wait for a decision
matter-cases-more = Replied to by the hospital, or 24 hours without a reply.
matter-problems = Reports of hospital systems that could not be read
matter-problems-more = They stand on the page of each facility.
matter-quality = Sheets of data quality to look at
matter-quality-more = One a hospital, seven days after the hospital saw it.
matter-chances = Kinds of bed whose chance is proven and not shown yet
matter-chances-more = You decide whether residents see it.

## Occupancy
occupancy-title = Occupancy
occupancy-lead = Beds occupied a day, { $from } to { $to }.
occupancy-csv = CSV of all classes
occupancy-all-groups = All classes
occupancy-all-hospitals = All hospitals
occupancy-key = Band: reference 60–85%. Hatched: too few reports that day. The line is never joined over a gap.
occupancy-none = No day has been counted yet
occupancy-none-more = Occupancy appears a day after the first report.
occupancy-by-group = By class and kind
occupancy-by-hospital = By hospital: { $group }
piece-on = on { $day }
piece-interval = 90 days: { $least } – { $most }
piece-alt = Occupancy over 90 days: { $name }
piece-beds = { $n } beds
piece-known = { $pct } of hours known
piece-never = Never reported
piece-table = Table by week
csv-day = day
csv-of = hospital
csv-group = class
csv-beds = beds
csv-occupied = occupied
csv-bor = BOR %
csv-known = hours_known
csv-hours = hours_all
csv-admitted = admitted
csv-discharged = discharged
csv-month = month
csv-source = source
csv-told = hospital
csv-counted = machine estimate
csv-avlos = AvLOS days
csv-toi = TOI days
csv-bto = BTO a year
csv-gdr = GDR per mille
csv-ndr = NDR per mille
csv-days = days
csv-known-pct = hours known %

## Indicators
indicators-title = Bed indicators
hospitals-none = No hospital yet
chart-title = Barber–Johnson chart
chart-alt = Barber–Johnson chart: TOI to the right, stay upward. The figures are in the table.
chart-across = TOI, days
chart-upward = Stay (HP ÷ D), days
chart-key = Full dot: the hospital's figures. Hollow dot: machine estimate. Numbers as in the table. Lines from zero: BOR. Dashed lines: BTO a year. Shaded: the efficient region.
chart-none = Too little is known for this chart yet.

## The page of a hospital
hospital-title = Indicators of the hospital
hospital-to-tell = { $month } has not been told yet
hospital-to-tell-why = The hospital's own figures stand beside the machine estimate and are used in the city's monthly report.
hospital-months = Month by month
hospital-known = { $days } days counted, { $pct } of hours known
cell-counted = machine { $value }
cell-differs = difference { $value }
tell-for = Tell { $month }
tell-do = Tell figures
tell-mend = Mend

## What a hospital tells of a month
tell-title = Figures of the month
tell-counts = What the hospital counts
tell-stated = Indicators the hospital has worked out
tell-stated-why = If given, Sigap checks whether the four lines meet in one point.
tell-save = Save
tell-results = What it comes to
tell-versions = Versions kept
tell-version = Version { $n }
tell-summary = TT { $beds } · HP { $hp } · discharged { $d } · BOR { $bor }
done-told = The figures are kept.
done-told-odd = The figures are kept. There is something to look at again.

## The monthly report
report-title = Monthly report
report-lead = A closed report never changes; a correction becomes a new number.
report-all = All reports
report-of = Report of { $month }
report-closed = Closed, number { $number }
report-closed-on = Number { $number }, closed { $when }
report-open = Not closed yet
report-draft = Draft: figures as they are now, not closed yet.
report-not-over-lead = This month is not over: { $days } days have passed. Figures still change.
report-numbers = Numbers of the report
report-now = Figures as of now
report-city = The city
report-told-by = Hospitals that told this month
report-known = Hours known from bed reports
report-odd = What hospitals should look at again
report-close = Close the report
report-close-again = Close again under a new number
report-close-what = The figures are frozen with a number, the time and who did it, so that what was signed can be printed again exactly.
done-closed = The report is closed.

## On paper
report-pdf = PDF to sign
paper-title = Report on the use of hospital beds
paper-draft = draft
paper-mark-draft = DRAFT
paper-mark-not-over = MONTH NOT OVER
paper-hospitals = Hospitals
paper-known = Hours known
paper-chart-key = Full dot: the hospital's figures. Hollow dot: machine estimate. Numbers as in the table. Grey: the efficient region.
paper-no-remark = No remark.
paper-source = Source: Sigap, hourly bed reports and hospitals' figures of the month
paper-at = Data of { $when }
paper-nip = Staff number (NIP)
paper-made-by = Made by
paper-known-by = Acknowledged, Head of the Health Office
sheet-indicators = Indicators
sheet-told = Told by hospitals
