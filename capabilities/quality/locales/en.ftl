# Words of the room quality: families, phone checks, cases, the bed help line. id.ftl has the same names.
## On top
emergency-ask = Emergency? Do not look for a room first.
emergency-call = Call
emergency-rest = or go to the nearest emergency room. No hospital may refuse an emergency.
crumbs = Where this page is
choose = Choose …
unknown = not known yet
you = you
looks-are-logged = Each look at a name, a phone or a note here is kept in the reading log.
draft-restored = What you typed before was restored.
draft-kept = What you type is kept as you type, also when the browser closes.
pool-unknown = Do not know
no-phone = No phone number yet
free-of = { $free } of { $beds } free
free-alone = { $free } free

## Fields
f-facility = Hospital
f-ward = Ward
f-what = What did the hospital say?
f-pool = Which kind of bed?
f-happened = When?
f-text = In a few words (may be left empty)
f-text-hint = No name of the patient and no illness, please. Only the help desk reads it.
f-phone = Phone number
f-phone-hint = If you want to be called back. May be left empty.
f-outcome = What became of the call
f-said = How many are free, says the hospital?
f-answer = Answer
f-call-note = Short note
f-note = Hand-over note
f-note-hint = What was done and what comes next, for the colleague after you.
f-callback = Call the family back
f-kind = What happened?
f-reason = Reason
f-reason-hint = What you looked at, and what you found.
f-event = Decision

## Words of lists
what-no-bed = There is no bed
what-not-for-us = There is one, but not for us
what-deposit = A deposit was asked for
what-unreachable = Could not be reached
what-other = Something else
happened-now = Just now
happened-today = Today
happened-yesterday = Yesterday
happened-earlier = Earlier
reply-was-full = It was full by then, the number was late
reply-was-free = A bed was free, it was a misunderstanding
reply-did-not-suit = Free, but it did not suit (sex, age, class, isolation)
reply-number-mended = The number was wrong and has been mended
reply-other = Something else
answer-free = There is a bed
answer-full = Full
answer-not-for-us = Free, but it does not suit
answer-calls-back = They will call back
answer-no-answer = No answer
answer-wrong-number = Wrong number
outcome-answered = Answered
outcome-no-answer = No answer
outcome-wrong-number = Wrong number
verdict-right = right
verdict-wrong = different
verdict-nothing-shown = no number shown
shown-free = Available
shown-few = A few left
shown-full = Full
shown-unknown = Reports without a number
shown-old = Old data, not counted
shown-silent = No report
state-open = Waits for the hospital
state-replied = The hospital replied
state-lapsed = No reply within 24 hours
state-counts = Counts: the page was wrong
state-dismissed = Does not count: the page was right
state-unclear = Does not count: unclear
decide-count = Counts: the page was wrong
decide-dismiss = Does not count: the page was right
decide-leave-unclear = Unclear
mend-report-in-time = Report before the number runs out of time
mend-how-report-in-time = Tap No change on the ward board, or look whether the hospital's system still sends.
mend-tell-free = Tell how many beds are free
mend-how-tell-free = This ward has no number of free beds yet.
mend-tell-beds = Tell how many beds there are
mend-how-tell-beds = Without it a family does not know of how many.
mend-difference = Bring two sources together
mend-how-difference = Two sources say different numbers of this ward. Choose its main source, or mend the wrong one.
mend-contradiction = Mend a report that contradicts itself
mend-how-contradiction = For example more free beds than beds, or a sender's clock that runs ahead.
mend-all-free = Look at a ward with every bed free
mend-how-all-free = Every bed was reported free for a whole week. If the ward is closed, close it in Sigap too.
mend-unmoved = Look at a number that does not move
mend-how-unmoved = It has been the same for a whole week. Perhaps the system repeats an old number.
mend-tell-deductions = Tell what cannot be used
mend-how-tell-deductions = Being cleaned, out of use, kept, waited for in the emergency room.
finding-tell-free = No number of free beds
finding-tell-beds = No number of beds
finding-difference = Two sources differ
finding-contradiction = The report contradicts itself
finding-all-free = All free for a week
finding-unmoved = Has not moved for a week
finding-deductions = Deductions known: { $told } of { $of }
part-timely = Timely
part-timely-what = Minutes in which the ward's number counted, of all minutes. Weight { $weight }.
part-timely-figures = { $got } ÷ { $of } minutes
part-timely-unknown = There is no hourly history of these days yet, so it is left out.
part-complete = Complete
part-complete-what = 24 points a ward: free beds 12, number of beds 8, each kind of deduction 1. Weight { $weight }.
part-complete-figures = { $got } ÷ { $of } points
part-complete-unknown = There are no wards yet.
part-consistent = Consistent
part-consistent-what = Wards without contradictions, without differences between two sources, and neither still nor all free for a whole week. Weight { $weight }.
part-consistent-figures = { $got } ÷ { $of } wards
part-consistent-unknown = There is no ward with a number yet.
part-checked = Right when checked
part-checked-what = Right phone checks, of all checks and verified cases. A check of { $days } days ago weighs half. Weight { $weight } from { $full } checks on, less before.
part-checked-figures = { $got } ÷ { $of } checks
part-checked-unknown = No checks yet.

## What was done
done-told = Thank you. Keep this number.
done-again = We had noted this already. The number stays the same.
done-opened = Opened.
done-replied = The reply is kept.
done-checked = The check is kept. Compare below.
done-taken = It is yours now.
done-handed = Handed over to the next shift.
done-settled = Done.
done-noted = The note is kept.
done-called = The call is noted.
done-decided = The decision is kept.

## For families
family-title = What did they say?
family-lead = Did the hospital say something else than this page? Tell us. No account is needed.
family-next = Next
family-have-number = Do you have a number?
family-number = Number of the case
family-number-hint = Eight digits, for example 4821 3076.
family-number-wrong = This number does not fit. Look at the digits once more.
family-look = Look
family-call-back = Do you need help to find a bed?
family-send = Send
family-what-happens = The hospital has 24 hours to reply. Then the health office looks into it. Your phone number and your words are sealed, and erased after 90 days.
status-title = Case { $number }
status-number = The number of your case
status-keep = Write it down or take a picture. Say it when you call the bed help line.
status-call = Bed help line { $phone }
status-shown = What Sigap showed then
status-where = Where does it stand?
status-told = You told us
status-hospital = The hospital replies
status-until = By { $until }
status-no-reply = No reply yet
status-office = The health office looks into it
status-office-waits = After the hospital replied, or 24 hours
status-done = Done
status-callback = The bed help line will call you.
status-find = Find another bed
status-nothing-personal = This page holds neither names nor your phone nor your words.
left-hours = { $n } h left
left-minutes = { $n } min left

## Quality of data
quality-title = Data quality
quality-own-lead = This page is for you first. The health office sees a weekly sheet { $days } days after it was made, or once you open it.
quality-office-lead = Weekly sheets that are open. The hospital saw them first.
quality-cases = { $n ->
    [0] Cases of families
   *[other] Cases of families, { $n } wait for a reply
}
quality-total = Total
quality-total-of = of 100
quality-days-running = the last 7 days
quality-how = How is this reckoned?
quality-formula = With your own figures:
quality-unknown-left-out = A part that is not known is left out. Not known is not zero.
quality-mend = What would mend most, from the top
quality-mend-nothing = Nothing to mend.
quality-gain = +{ $n }
quality-gain-unknown = not counted yet
quality-wards = Wards
quality-now = Now
quality-findings = What shows
quality-counts = counts
quality-counts-not = does not count
quality-none = No sheet is open yet
quality-none-more = The first sheet is made when a week is over.
quality-opens = Opens on { $when }
quality-weeks = Weekly sheets
quality-week = Week
quality-office-sees = Seen by the health office
quality-open-since = since { $when }
quality-open-now = Open it now
quality-never-public = Never public, never ranked. Data quality takes no hospital off a list.
quality-list-lead = By name. A sheet shows { $days } days after it was made, or once the hospital opens it.
quality-list-cap = Hospitals
quality-list-none = There are no hospitals yet
quality-not-yet = not open yet

## Phone checks
checks-title = Phone checks
checks-lead = Each hospital is called about once a month. Those not checked for longest stand on top; among them the lot decides.
checks-next = Whom to call next
checks-last = Last checked
checks-deed = Action
checks-never = never
checks-do = Check
check-title = Phone check
check-lead = Ask how many are free now. Sigap's number shows only after you have saved.
check-dial = Number that is dialled
check-answered = last answered { $ago }
check-answered-never = never answered
check-said-hint = Fill in what was said only. Nought means full, empty means not asked.
check-no-pools = This hospital has no wards in Sigap yet.
check-nothing-said = Fill in at least one, or choose No answer.
check-save = Save the check
check-past = Earlier checks
check-compared = hospital { $said }, Sigap: { $shown }

## Cases
cases-title = Cases of families
cases-lead = They count in data quality only after the health office has verified.
cases-own-lead = You have { $hours } hours to reply. No names, phones or words of families stand here.
cases-none = No cases yet
cases-nothing-to-decide = Nothing waits for a decision.
cases-to-decide = Wait for a decision
cases-newest = Newest
cases-office-decides = The health office decides whether a case counts.
case-number = Number
case-told = Told
case-state = State
case-shown = What Sigap showed
case-shown-now = Shown now:
case-times = told { $n } times
case-replied = reply: { $reply }
case-open = Open the case
reply-until = Reply before { $until }
reply-again = Change the reply
reply-text = Explanation (may be left empty)
reply-text-hint = For the health office. No names of patients.
reply-send = Send the reply
case-what = What happened
case-mine = it is yours
case-take = Take
case-hand-over = Hand over
case-settle = Done
case-erased = What was personal in this case has been erased.
case-person-hidden = The family's phone and words are opened by the help desk only.
case-call-family = Call the family { $phone }
case-calls = { $n ->
    [0] Already called
   *[other] Already called ({ $n })
}
case-calls-none = No hospital was called yet.
case-next = Try next
case-next-none = No other suggestion. Call 119.
case-log = Note a call
case-log-do = Note it
case-all-hospitals = All hospitals
case-note = For the next shift
case-verdict = Does it count?
callback-none = Not needed
callback-keep = Still { $when }
callback-minutes = In { $n } minutes
callback-hours = In { $n } hours
next-travel = about { $n } minutes from there
decide-do = Keep the decision
decide-not-yet = Can be decided once the hospital has replied, or after { $until }.

## Bed help line
desk-title = Bed help line
desk-lead = For families who heard something else than the page says.
desk-due = { $n } families wait for a call now
desk-mine = Yours ({ $n })
desk-mine-none = Nothing is yours.
desk-waiting = Nobody has it ({ $n })
desk-waiting-none = Nothing waits.
desk-others = With colleagues ({ $n })
desk-held-by = with { $name }
desk-callback = call { $when }
desk-handed = { $n } cases were handed over and not taken yet.
take-title = Take a call
take-ask-emergency = Ask first: is the patient short of breath, unconscious, bleeding heavily? Put them through to 112 now.
take-which = Which hospital?
take-which-hint = Type its first letters, then Enter.
take-lead = Tab moves on, arrows choose, Enter saves.
take-phone = Number to call back
take-open = Open the case
handover-title = Hand-over
handover-lead = One list: what the shift before handed over, and what is yours.
handover-waits = Waits to be taken ({ $n })
handover-waits-none = Nothing was handed over.
handover-take = { $n ->
    [1] Take it
   *[other] Take all { $n }
}
handover-mine = Yours ({ $n })
handover-mine-hint = Look at the notes, then hand over.
handover-give = { $n ->
    [1] Hand it over
   *[other] Hand over all { $n }
}
