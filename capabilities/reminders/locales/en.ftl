# Words of the room reminders: who owes numbers, and the census. id.ftl has the same names.
## Top
crumbs = Where this page is
cancel = Cancel
never = never
no-phone = No phone number yet
looks-are-logged = Each time the contact is opened here, it is kept in the reading log.

## Fields
f-facility = Hospital
f-owes = Not updated
f-last = Last report
f-rung = Reminder
f-phone = Phone
f-called = What the call brought
f-hours = For how long?
f-reason = Reason
f-reason-hint = Without names of people. The hospital reads it too.
f-mail = Mail
f-mail-hint = The mailbox of a ward or of the bed manager is better than one person's.
f-mobile = Number for messages (WhatsApp or SMS)
f-mobile-hint = For example 0812… May be left empty.
f-minutes = Time to answer (minutes)
f-district = Area
f-kind = Kind of bed
f-number = Number
f-started = Began
f-answered = Answered
f-state = State
f-free = Free
f-hospitals = Hospitals
f-oldest = Oldest number

## List
list-title = Reminders
list-lead = Hospitals whose numbers are overdue, and how far they have been reminded.
list-summary = { $n } of { $all } hospitals have overdue numbers.
list-none = All numbers are fresh.
list-nobody = There is no hospital with wards yet.
list-office = For the office to call
list-others = Being reminded
list-order = Order: how long overdue × how many beds.
call-note = Call, pause
not-reminded = not reminded
wards-of = { $n } of { $all } wards
wards-more = and { $n } more wards
beds-n = { $n } beds
beds-unknown = beds not known
state-silent = No report
state-overdue = Overdue
state-old = Old, not counted
state-due = Due
state-fresh = Fresh
paused-until = Reminders are paused until { $until }: { $reason }
gateway-no-mail = Mail is not set up: reminders go on to the next step in due time.
gateway-no-webhook = WhatsApp/SMS messages are not set up: reminders go on to the next step in due time.

## Rungs
rung-due-soon = Just due
rung-screen = Shown on the hospital's pages
rung-mail = Mail to the contact
rung-webhook = WhatsApp/SMS to the contact
rung-office = The office calls
rung-answered = Answered
rung-passed = passed
rung-here = here
rung-next = at the earliest

## One hospital
one-title = Reminders of a hospital
one-since = Its numbers have been overdue since
one-owes-none = All its numbers are fresh.
one-not-reminded = This hospital is not in the shadow or public stage of its data agreement, so it is not reminded.
one-ladder = Steps of the reminder
one-wards = Wards
one-no-wards = No wards yet.
one-calls = Calls
one-messages = Messages
one-past = Silent times before
call-do = Note the call
messages-none = No messages yet.
contact-none = There is no contact for reminders yet.
contact-both = There is a mailbox and a number for messages.
contact-mail-only = There is a mailbox.
contact-phone-only = There is a number for messages.
contact-change = Change the contact
contact-title = Contact for reminders
contact-lead = Where reminders go when this hospital's numbers are long overdue.
contact-save = Save the contact
contact-mail-bad = Write one mail address, for example beds@hospital.example.
contact-phone-bad = Write a number of 8 to 15 digits, for example +62812… or 0812…
contact-changed = Somebody else has just changed this contact. What you typed is still here; save again to replace theirs.
pause-title = Pause reminders
pause-hint = For example while the hospital's system is maintained. A pause ends by itself.
pause-do = Pause
pause-hours-bad = Choose at most { $max } hours.
pause-changed = Somebody else has just changed this pause. What you typed is still here.
resume-do = End the pause
hours-n = { $n } h
days-n = { $n } days

## Sources
source-ward-board = ward board
source-aplicares = hospital system by Aplicares
source-siranap = hospital system by RS Online
source-fhir = hospital system by FHIR
source-have = system by EDXL-HAVE
source-upload = uploaded file

## Calls
called-count-now = They count now
called-soon = They count within the hour
called-system-down = Their system is down
called-no-answer = No answer
called-wrong-number = Wrong number

## Messages
channel-mail = Mail
channel-webhook = WhatsApp/SMS
channel-office-mail = Mail to the office
message-waiting = waiting to go
message-sent = sent
message-failed = failed
message-skipped = not sent
message-dropped = dropped, no longer needed
message-line = { $channel }: { $state }
message-why = { $what } – { $why }
message-tried = { $what } – { $why } (tried { $n } times)
why-not-set-up = gateway not set up
why-no-contact = no contact
why-limit = limit of messages a day reached
why-unreachable = gateway cannot be reached
why-busy = gateway is busy
why-refused = refused by the gateway
why-bad-address = address cannot be used
why-answered = the hospital answered
why-paused = reminders are paused
why-overtaken = the next step had come

## Done
done-called = The call was noted.
done-paused = Reminders are paused.
done-resumed = The pause has ended.
done-contact = The contact was saved.
done-started = The request to count has reached all hospitals that were asked.
done-stopped = The count has ended.

## Census
censuses-title = Count now
censuses-lead = The office asks all hospitals to count their beds at the same time.
censuses-none = There has been no census yet.
censuses-all = All censuses
census-title = Census { $number }
census-open = open until { $time }
census-ended = Ended
census-started = Began
census-until = until { $time }
census-totals = Counted so far
census-no-totals = No numbers yet.
census-missing = Not answered yet, or only in part
census-missing-more = Only the first { $n } are shown; the download has them all.
census-all-answered = All have answered.
census-partly = { $n } in part
census-late = { $n } late
census-messages = { $n } of { $all } messages sent
census-wall = Wall screen
census-csv = Download CSV
census-stop = End it now
census-rule = Only numbers taken after the start are counted here, from systems and from ward boards alike.
census-nobody = No hospital in this area has beds of this kind.
census-minutes-bad = Give between { $min } and { $max } minutes.
census-another = Census { $number } has just been started by somebody else. Look at it first, then start yours if it is still needed.
answered-of = { $n } of { $all }
of-asked = of { $all } hospitals answered in full
of-beds = of { $n } beds
of-hospitals = { $n } of { $all } hospitals
not-counted-yet = not counted yet
wards-counted = { $n } of { $all } wards counted
left-minutes = { $n } min left
left-moment = a moment left
start-title = Ask to count now
start-lead = Every hospital that is asked sees it on its ward boards until the time is over.
start-open = Census { $number } is open until { $time }: { $reason }
start-see = See it
start-reason-hint = For example a mass accident, a flood, a drill. Without names of people.
start-everywhere = The whole city
start-all-kinds = All kinds of beds
start-asked = { $n } hospitals will be asked.
start-do = Ask to count now

## Banners
banner-count = The office asks { $hospital } to count its beds now, until { $time }.
banner-count-rest = Count now, until { $time }: { $counted } of { $wards } wards of { $hospital } are counted.
banner-count-link = Open the ward board
banner-still-true = All still true ({ $n } wards)
banner-owes = { $n } wards of { $hospital } need an update.
banner-owes-link = Update on the ward board
banner-open = Census { $number } is open until { $time }.
banner-open-link = See the board

## Mail
mail-reminder-subject = Sigap: bed numbers of { $hospital } are overdue
mail-reminder-text = Bed numbers of { $hospital } are overdue: { $wards }. One tap is enough when they are still true.
mail-office-subject = Sigap: { $hospital } should be called
mail-office-text = { $hospital } has not updated its numbers: { $wards }. Reminders have come to their last step.
mail-census-subject = Sigap: { $hospital } is asked to count its beds now
mail-census-text = The health office asks { $hospital } to count its beds now, until { $time }.
