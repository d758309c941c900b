# Words of the room administration.
crumbs = Trail
pages = Pages
show = Show
filter-clear = Clear the filter
choose-all = All
first-page = First page
newest = Newest
older = Older
conflict = Somebody else changed this.
conflict-hint = What you typed is not saved. Look at how it stands now on this page, then save again if it is still needed.
looks-are-logged = Each time a name of the staff is shown, the reading log notes it.

# Staff
staff-title = Staff
staff-lead = Who works with Sigap, as what, and where.
staff-search = Name or e-mail
staff-none = Nobody fits
staff-none-hint = The search reads the first { $max } accounts within your reach.
f-name = Name
f-email = E-mail
f-email-hint = Used to log in. It cannot be changed later.
f-lang = Language
f-role = Role
f-roles = Roles
f-place = Place
f-second-factor = Second factor
f-last = Last log-in
f-made = Added
f-password = Password
lang-id = Indonesian
lang-en = English
second-factor-yes = on
second-factor-no = off
second-factor-left = On, { $n } recovery codes left
never-logged-in = Never
person-title = Staff
person-erased = Erased account
person-disabled = locked out
person-somebody = Staff member
person-of-others = This person also has a role elsewhere. Only an administrator of all those places can change it.
person-is-self = This is your account. Another administrator changes your roles and locks; your own password is at
person-profile = Name and language
person-access = Logging in

newcomer-title = Add somebody
newcomer-lead = One account for one person. With a shared account nobody can read the journal.
newcomer-who = The person
newcomer-add = Add
newcomer-added = Added
newcomer-password = A first password is drawn and shown once on the next page.
roles-hint = Choose a role and its place. Leave the role empty to take it away. People log in again after their roles change.
roles-hint-new = Choose a role and its place. More roles can be added later.
roles-save = Save roles
role-none = (no role)
role-missing = Choose one role at least.
role-needs-facility = This role is one of a facility. Choose the facility.
role-needs-area = This role is one of the city or of a district.
role-needs-city = This role is one of the whole city.
place-unknown = Choose a place from the list.
place-city = The whole city
place-district = District { $name }
role-public = Public
role-ward_nurse = Ward nurse
role-bed_manager = Bed manager
role-facility_admin = Facility administrator
role-office = Health office
role-dispatcher = 112 operator
role-help_desk = Bed help desk
role-admin = System administrator
role-machine = Hospital system
role-system = Sigap

deed-password = New password
deed-password-hint = Drawn and shown once. The old one stops.
deed-password-do = Draw a password
deed-code = Second factor
deed-code-hint = When phone and recovery codes are lost. First make sure whom you are talking to.
deed-code-do = Take away
deed-log-out = Log out everywhere
deed-log-out-hint = When a device was lost or lent.
deed-log-out-do = Log out
deed-disable = Lock out
deed-disable-hint = No log-in until unlocked. The records stay.
deed-disable-do = Lock
deed-enable = Unlock
deed-enable-hint = Can log in again with the password.
deed-enable-do = Unlock
done-profile = Saved.
done-grants = Roles saved. They hold from the next log-in.
done-code = The second factor was taken away.
done-log-outs = Logged out everywhere.
done-disabled = Locked out.
done-enabled = Unlocked.
done-job = The job is tried again.

password-title = New password
password-copy-now = Pass it on now.
password-copy-now-why = This password is shown once. Sigap cannot show it again.
password-then = Tell it in person or by phone, not in a group. Ask them to change it at My account after logging in.
password-passed-on = Passed on
password-hint = { $min } letters at least. Several words are better than one.
password-short = { $min } letters at least.
password-long = { $max } letters at most.
password-common = Too easy to guess. Use several words that have nothing to do with each other.
password-wrong = The present password does not fit.
password-differs = Not the same as above.
email-wrong = Write a correct e-mail address.
email-taken = There is an account with this address.
name-missing = Write the name.
grants-too-many = { $max } roles at most.
grant-scope-wrong = A role does not fit its place.
not-yourself = Another administrator changes your own account.
last-admin = This is the last system administrator. Add another one first.

account-title = My account
account-password = Change the password
account-password-do = Change the password
account-password-hint = Afterwards you log in again on every device.
account-log-out-hint = When a device of yours was lost or lent. This one is logged out too.
account-log-out-do = Log out all
f-present = Present password
f-new-password = New password
f-again = Once more

# Journal
journal-title = Journal
journal-lead = All that happened, newest on top. Entries are sealed in a chain: a silent change shows.
journal-lead-narrow = What happened at your facility: the facility, its wards, keys and people. Newest on top.
journal-none = No entry fits
journal-gave-out = { $max } entries were looked through. Go on with Older, or choose the day.
f-when = When
f-what = What
f-about = About
f-who = By
f-id = ID
f-day = Day
f-seal = Seal
f-trace = trace
day-wrong = Write a date, such as 2026-11-22.
journal-filter = Filter
journal-filter-on = on
not-sealed = not sealed yet
chain-check = Check the chain
chain-check-hint = The check reads the last { $max } sealed entries; all of them are checked by sigap journal verify.
chain-holds = The chain holds: entries { $first } to { $last } fit, its end is { $hash }. Not sealed yet: { $waiting }.
chain-broken = The chain is broken at entry { $at }: an entry is missing or was changed. Change nothing, tell the operator, and compare with a backup.
actor-user = Staff
actor-key = Hospital systems
actor-system = Sigap itself
actor-anyone = Without an account
subject-user = Staff member
subject-key = Key
subject-system = Sigap
subject-anyone = Without an account
subject-facility = Facility
subject-beds = Bed numbers
subject-bed_list = Bed manager's list
subject-ward = Ward
subject-case = Case
subject-quality = Data quality
subject-reminder = Reminders
subject-census = Census
subject-problem = Problem of a report
subject-job = Job
subject-deployment = The whole deployment
subject-shadow = Shadow mode
subject-registry = Registry
subject-keyring = Key ring
subject-person = Person

# What happened, one sentence a type of entry
entry-user-added = Added as { $roles }
entry-user-grants_set = Roles set to { $roles }
entry-user-password_set = Password changed
entry-user-profile_changed = Name or language changed
entry-user-disabled_set-yes = Locked out
entry-user-disabled_set-no = Unlocked
entry-user-erased = Account erased
entry-user-logged_in = Logged in
entry-user-logged_out_everywhere = Logged out everywhere
entry-user-second_factor_offered = Began to set up the second factor
entry-user-second_factor_on = Second factor on
entry-user-second_factor_off = Second factor taken away
entry-person-erased = A person's data was erased
entry-key-added = Key { $name } made
entry-key-enabled_set-yes = Key turned on
entry-key-enabled_set-no = Key turned off
entry-key-secret_set = Secret of the key replaced
entry-keyring-bound = Key ring bound
entry-keyring-rotated = Ring key turned
entry-keyring-rewrapped = { $count } keys wrapped anew
entry-deployment-begun = This Sigap was made, and what it is for was decided
entry-deployment-shadow = Shadow of the whole city was decided
entry-shadow-begun = The comparison in shadow began
entry-shadow-ended = The comparison in shadow ended
entry-shadow-planned = The planned end of the shadow was changed
entry-shadow-figures = { $count } figures of another book were noted
entry-shadow-swept = { $count } old comparisons were thrown away
entry-facility-added = Facility added
entry-facility-changed = Facility changed
entry-facility-stage = Stage set to { $stage }
entry-facility-phone_answered = Phone { $number } was answered
entry-ward-added = Ward added
entry-ward-changed = Ward changed
entry-ward-retired = Ward out of use
entry-registry-imported = File { $file } loaded
entry-beds-observed = Reported { $free } free of { $capacity }
entry-beds-said_beside = Another source said { $free } free of { $capacity }, not counted
entry-beds-heartbeat = Reported, figures unchanged
entry-beds-claimed = { $beds } beds claimed
entry-beds-claim_closed = Claim on beds closed
entry-beds-claim_moved = End of a claim on beds moved
entry-beds-claim_noted = Patient entered in the hospital's own system
entry-beds-plan_added = New line on the bed manager's list
entry-beds-plan_moved = { $event ->
    [start] Room swapped, men and women
    [finish] Line of the bed manager's list done
    [postpone] Hour of a line of the bed manager's list changed
    [cancel] Line of the bed manager's list not happening
    [reopen] Line of the bed manager's list undone
   *[other] Line of the bed manager's list changed
  }
entry-beds-plans_swept = { $count } old lines of the bed manager's list thrown away
entry-promise-asked = Bed asked for, or patient announced to an emergency room
entry-promise-suspended = Promises for planned care suspended
entry-promise-resumed = Promises for planned care go on
entry-promise-swept = { $count } old promises thrown away
entry-promise-patients_erased = Data of { $count } patients of old promises erased
entry-promise-moved = { $event ->
    [accept] Bed promised
    [refuse] Request for a bed refused
    [depart] Patient on the way
    [retime] Time of arrival changed
    [arrive] Patient in the emergency room
    [place] Patient in the ward
    [release] Promise given back
    [silence] Nobody answered: emergency room told
    [expire] Promise ran out
   *[other] Promise of a bed changed
  }
entry-beds-forgotten = Figures of the ward forgotten
entry-beds-limit_announced = Limit of service announced
entry-beds-limit_prolonged = Limit of service prolonged
entry-beds-limit_ended = Limit of service ended
entry-beds-limit_ran_out = Limit of service ran out
entry-beds-limits_swept = { $count } old limits of service removed

entry-paper-printed = Paper pad printed: { $count } sheets
entry-paper-handed_out = Paper pad downloaded
entry-paper-copied = Copy of a paper sheet downloaded
entry-paper-entered = Paper sheet typed in: { $count } lines
entry-paper-voided = Paper sheet declared void
entry-paper-swept = { $count } old paper pads removed

entry-case-opened = A family's case was opened
entry-case-told_again = The same case was told again
entry-case-replied = The hospital replied to a case
entry-case-decided = A case was decided
entry-case-helped = The help for a family moved on
entry-case-called = A hospital was called for a family
entry-case-noted = A hand-over note was kept
entry-case-families_forgotten = { $count } marks of families were forgotten
entry-case-personal_erased = What was personal in { $count } cases was erased
entry-quality-checked = The hospital was checked by phone
entry-quality-drawn = { $count } hospitals drew lots for phone checks
entry-quality-sheets_made = { $count } sheets of data quality were made
entry-quality-sheet_opened = A sheet of data quality was opened for the health office
entry-quality-swept = Old records of data quality were thrown away
entry-reminder-climbed = The reminder of a hospital went one step up
entry-reminder-answered = A hospital answered its reminder
entry-reminder-message = What became of a message was noted
entry-reminder-called = A hospital was called about its numbers
entry-reminder-paused = Reminders were paused
entry-reminder-resumed = A pause of reminders ended
entry-reminder-contact_set = The contact for reminders was changed
entry-reminder-swept = { $count } old records of reminders were thrown away
entry-census-started = A census began
entry-census-answered = { $count } hospitals answered a census
entry-census-ended = A census ended
entry-intake-room_created = Room { $room_code } registered by the hospital's system
entry-intake-room_removed = Room { $room_code } removed by the hospital's system
entry-intake-problem = A report could not be used
entry-intake-problems_swept = { $count } old problems thrown away
entry-intake-rooms_swept = { $count } rooms removed long ago are forgotten
entry-intake-room_waiting = Row { $room_code } waits to be joined to a ward
entry-intake-room_joined = Row { $room_code } joined or released
entry-intake-need_stated = Need number { $item } stated
entry-intake-need_removed = Need number { $item } removed
entry-intake-problem_replayed = A problem was read again
entry-intake-feed_silent = The system stopped reporting
entry-intake-feed_back = The system reports again
entry-intake-feed_off = The key of a silent system was turned off
entry-intake-file_taken = A list of beds was saved: { $rows } rows, { $bad } with mistakes
entry-intake-mapping_kept = What the columns of the list of beds mean was remembered
entry-job-given_up = Given up after { $tries } tries: { $kind }
entry-job-tried_again = Tried again

# Reading log
reading-log-title = Reading log
reading-log-lead = Who read whose personal data, when, and what for.
reading-log-of = Only about
reading-log-none = Nobody has read anything yet
reading-log-names = People stand here by role and the end of their number: to open names would add looks to this log.
f-whom = Whose data
f-fields = What
f-reason = Reason
f-number = No.
field-name = name
field-email = e-mail
field-phone = phone
field-contact = contact
reason-staff-list = List of staff
reason-staff = Page of staff, or journal

# Jobs
jobs-title = Jobs
jobs-lead = Work behind the scenes: what waits its turn, and what recurs.
jobs-waiting = waiting
jobs-running = running
jobs-given-up = given up
jobs-behind = The oldest job has been due for { $seconds } seconds. There may be no program to do it.
jobs-given-up-title = Given up
jobs-none = Nothing was given up
jobs-none-more = All work is done or still being tried.
jobs-try-again = Try again
jobs-cut = Only the last 200 are shown.
timers-title = Timers
timers-none = No timers yet.
timer-never = Never
timer-ringing = running
timer-failed = failed
timer-waiting = waiting
f-kind = Kind
f-since = Since
f-tries = Tries
f-deed = Action
f-rang = Last
f-due = Next
f-state = State
