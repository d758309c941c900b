# Words of the room for what hospital systems send.
crumbs = Trail

# Keys
keys-title = System keys
keys-crumb = Keys
keys-about = With such a key the hospital's system (SIMRS) reports its beds by itself, without anyone typing. One key for one system.
keys-no-ppk = The PPK code is missing.
keys-no-ppk-todo = Without the PPK code reports of the system are refused. Enter it on the page of this facility.
keys-none = No keys yet
keys-none-todo = Make a key below, then enter it into the hospital's system.
keys-list = Keys
key-cons-id = Cons-id
key-cons-id-hint = Leave empty to have one made. Fill in if the system uses the same cons-id for all services.
key-note = Note
key-note-hint = For example the name of the system and who set it up. No names of patients.
key-made = Made
key-last = Last call
key-never = Never called
key-hour = Calls since { $time }
key-refused = Refused
key-state = State
key-on = on
key-off = turned off
key-turn-off = Turn off
key-turn-off-hint = A key that is turned off stops at once. Make a new one to replace it.
key-new = New key
key-make = Make key
key-added-title = New key
key-copy-now = Copy it now.
key-copy-now-why = This secret is shown only once. Sigap keeps it sealed and cannot show it again.
key-type-in = What to enter into the hospital's system
key-type-in-how = Open the Aplicares settings of the system and replace what is there with the following.
key-address = Address (Aplicares URL)
key-secret = Secret (consumer secret)
key-user-key = User key
key-user-key-any = May be empty; it is not checked.
key-ppk = PPK code
key-then = After saving, let the system send once. The page of keys shows the first call within seconds.
key-copied = I have copied it
key-taken = Another key uses this cons-id. Choose another one.
key-name-wrong = Letters, digits and marks without blanks, at most { $max }.

# Problems
problems-title = Problems with reports
problems-about = What the systems of this hospital sent and could not be used. Kept for { $days } days after it last happened.
problems-none = No problems
problems-none-more = Everything the systems of this hospital sent could be used.
problems-cut = Only the last 100 problems are shown.
problem-times = { $n } times
problem-last = last
problem-first = first
problem-todo = What to do:
problem-body-kept = What was sent is kept sealed for examination.

problem-signature = Wrong signature
problem-signature-todo = Check cons-id and secret in the settings of the system.
problem-clock = The sender's clock is off
problem-clock-todo = Set the clock of the system's computer, best by the internet (NTP). X-timestamp is counted in UTC.
problem-pace = Called too often
problem-pace-todo = Send only what changed, or each room at most once a minute.
problem-address = Unknown address
problem-address-todo = Check the address in the settings of the system. The right one is shown when a key is made.
problem-facility = PPK code does not match
problem-facility-todo = Compare the PPK code in the system with the one on the page of the facility. A key is for one facility only.
problem-body = The body cannot be read
problem-body-todo = Tell the makers of the system: a body has to be whole, in UTF-8, and JSON or XML as its protocol says.
problem-fields = Fields are wrong
problem-fields-todo = Correct the fields named here in the system's data of the room, then send again.
problem-room = The room is not registered
problem-room-todo = Register the room from the system (bed/create), then send its counts again.
problem-rooms = Too many rooms
problem-rooms-todo = Remove rooms that are not used from the system (bed/delete). See whether the room code changes with every report.
problem-busy = Sigap was busy
problem-busy-todo = Nothing. The system sends again by itself.

# Reasons, by field
calls-too-many = More than { $max } calls a second.
clock-ahead = The sender's clock is { $minutes } min ahead of the server's.
clock-behind = The sender's clock is { $minutes } min behind the server's.
ppk-not-yours = { $sent } was sent, but this key is for { $own }.
ppk-not-set = { $sent } was sent, but the PPK code of this facility is missing.
ppk-used-by-other = The PPK code of this facility ({ $sent }) was used by a system with another facility's key. It was refused. Tell the health office if it repeats.
address-unknown = There is no such address.
address-method = The HTTP method does not fit.
address-without-ppk = The address has no PPK code.
address-bad-ppk = The PPK code in the address cannot be one.
address-bad-page = start or limit is not a whole number.
room-not-registered = The room { $room } is not registered.
rooms-too-many = There are { $max } rooms already, { $max } at most.
body-empty = It is empty.
body-too-large = Larger than { $max } bytes.
body-not-utf8 = Not UTF-8 text (byte { $byte }).
body-not-json = Not JSON.
body-is-list = A list, not one object.
body-truncated = Cut off.
body-malformed = Broken at line { $line }, column { $column }.
body-number-too-large = The number is too large.
body-duplicate = Stands more than once.
body-too-deep = Nested deeper than { $max } levels.
body-too-many-fields = More than { $max } fields.
field-missing = Required.
field-not-text = Has to be text.
field-not-number = Has to be a whole number.
field-nested = Has to be one value, not a list or an object.
field-fraction = Has to be a whole number without fraction or thousands separator.
field-negative = Must not be negative.
field-too-large = At most { $max }.
field-too-long = At most { $max } characters.
field-invisible = Holds control or invisible characters.
field-above = { $value } is more than { $other } ({ $limit }).

# Joining rows and wards
joins-title = Rows and wards
joins-about = One ward, one source of its number. Here you decide which row of a feed means which ward, and which source counts. What the others say is compared, never added.
joins-waiting = Not joined yet
joins-waiting-why = The numbers of these rows are kept but not counted, so that no bed is counted twice.
joins-accept = Accept { $n } proposals
joins-proposed = Proposed: { $ward } (its name and kind are alike)
joins-to = Ward for { $row }
joins-open = Open a new ward
joins-leave = Do not use
joins-do = Join
joins-change = Change source or ward
joins-move = Move
joins-save = Save
joins-wards = Wards in use
joins-no-wards = No wards yet. The first report opens them.
joins-voice = Main source
joins-by-hand = No feed reports this ward. Staff fill in its number on the ward board.
joins-by-person = joined by staff
joins-numbers = { $free } of { $of } free
joins-left-out = Not used
joins-left-out-why = These rows are still taken and kept, but not counted.
joins-changed = Somebody just changed this ward. Look again, then save.
joins-no-such-ward = That ward does not exist or is no longer in use. Choose another.
joins-ward-has-row = That ward is joined to another row of the same feed. Move that row first.
joins-no-such-row = Its sender removed that row.
joins-waiting-notice = { $n } rows of feeds are not joined to a ward and not counted.
joins-waiting-todo = Join them now
channel-aplicares = Aplicares
channel-siranap = RS Online (SIRANAP)
channel-fhir = SATUSEHAT (FHIR)
channel-have = EDXL-HAVE
channel-upload = Uploaded file
row-not-registered = Row { $row } is not registered.
room-name-taken = Another row has this room name.
need-not-registered = This item is not registered.
needs-too-many = { $max } items already, at most { $max }.
address-not-served = Sigap does not offer this yet.
body-not-xml = Not XML.
body-with-doctype = Holds a DOCTYPE.
body-too-many-wards = More than { $max } wards.
body-without-wards = Holds no ward.

# Connecting a system
connect-title = Connect a system
connect-about = Ten minutes: choose the system, copy what is shown, then wait for the first call on the next page.
connect-which = The system in use
connect-unsure = Not sure? Choose Aplicares if your system reports beds to BPJS already, or RS Online if it reports to the ministry.
connect-next = Make the key and show what to type
connect-by-file = No system yet that can send by itself?
connect-upload = Upload an Excel or CSV file
connect-step-key = Key made
connect-step-key-done = What to type in was shown once, when the key was made. If you missed it, make a new secret on the page of keys.
connect-step-call = First call
connect-called = Called
connect-awaiting = Waiting for a call. Start sending from the hospital system; this page looks every 3 seconds.
connect-step-rows = Rows joined to wards
connect-rows = { $n } rows received.
connect-rows-waiting = { $n } not joined yet.
connect-no-rows = No rows received yet.
connect-step-stage = Stage
connect-stage-now = Now: { $stage }.
connect-stage-next = The health office raises the stage: training, shadow, then public.
connect-stage-do = See the stage
connect-done = done
connect-waiting = waiting
system-khanza-aplicares = SIMRS Khanza, by Aplicares
system-khanza-siranap = SIMRS Khanza, by RS Online (SIRANAP)
system-gos-siranap = SIMRS GOS, by RS Online (SIRANAP)
system-other-aplicares = Another system, by Aplicares
system-other-siranap = Another system, by RS Online (SIRANAP)
system-other-fhir = Another system, by SATUSEHAT (FHIR)
system-other-have = Another system, by EDXL-HAVE
system-khanza-aplicares-how = Open the file setting/database.xml on the computer that runs Khanza's Aplicares service. Replace these three entries; the last two are encoded first with Khanza's own encryption tool. Then restart the service.
system-khanza-siranap-how = Open the file setting/database.xml on the computer that runs Khanza. Replace these three entries; id and password are encoded first with Khanza's own encryption tool. Then restart the service.
system-gos-siranap-how = Open the RS Online integration settings of SIMRS GOS and replace address, id and key with what stands below.
system-other-aplicares-how = Open the Aplicares settings of the hospital system and replace them with what stands below.
system-other-siranap-how = Open the RS Online settings of the hospital system and replace them with what stands below.
system-other-fhir-how = Open the SATUSEHAT settings of the hospital system and replace the addresses, client id and client secret with what stands below.
system-other-have-how = Give this address and token to whoever runs the sending system. The token is sent as Authorization: Bearer.
setting-khanza-url-aplicare = URLAPIAPLICARE
setting-khanza-consid-aplicare = CONSIDAPIAPLICARE
setting-khanza-secret-aplicare = SECRETKEYAPIAPLICARE
setting-khanza-url-sirs = URLAPISIRS
setting-khanza-id-sirs = IDSIRS
setting-khanza-pass-sirs = PASSSIRS
setting-gos-url = Address (url)
setting-gos-id = ID
setting-gos-key = Key
setting-rs-url = Address (URL of RS Online)
setting-rs-id = X-rs-id
setting-rs-pass = X-pass
setting-fhir-auth = Token address (auth URL)
setting-fhir-base = FHIR address (base URL)
setting-fhir-client = Client ID
setting-fhir-secret = Client secret
setting-fhir-organization = Organization ID
setting-have-url = Address
setting-have-token = Token
key-system = System
key-system-wrong = Choose one of the systems.
key-new-secret = New secret
key-missing = { $what } is missing on the page of the facility.
key-missing-todo = Fill it in first, or what is sent will be refused.
key-not-set = missing
keys-no-kemenkes = The ministry's hospital code is missing on the page of the facility. RS Online knows a hospital by that code.

# Reading again, feeds, and silence
problem-silent = The system does not call
problem-silent-todo = Check that the system runs and is connected, that its clock is right, and that address and secret are correct. This goes away by itself when a call comes again.
problem-last-call = Last call
problem-mark = Mark of the body:
problem-replay = Read again
problem-replay-hint = Once the cause is put right. The numbers count as of when the report came; newer ones are not replaced.
problem-replayed = It was read again.
problem-replayed-more = What it says counts as of when it came. Newer reports are not replaced.
problem-gone = This problem is settled or has changed.
problem-gone-more = The list below is the newest.
problem-still = It still cannot be used.
problem-still-more = The problem stays. What is still wrong:
problem-not-now = It could not be read again now.
problem-not-now-more = The system is busy. Try again in a moment.
problem-unopened = What was kept cannot be opened. Let the hospital's system send it again.
feed-silent-since = No call for more than { $minutes } min.
feeds-title = Feeds
feeds-about = The systems that send the number of beds of this facility: when they last called, and what they were answered.
feeds-none = No system is connected
feeds-none-todo = An administrator of the facility makes a key and types it into the hospital's system.
feeds-list = Systems
feed-key = System
feed-words = Last words
feed-no-words = None yet
feed-taken = taken
feed-rooms = Rooms
feed-joined = { $n } joined
feed-waiting = { $n } waiting for a decision
feed-left-out = { $n } not used
feed-live = live
feed-late = late
feed-silent = silent
feed-never = never called
feed-off = turned off

# Reasons of RS Online, EDXL-HAVE and files
xml-encoding = Its encoding is not known. Send UTF-8.
xml-not-xml = Not XML.
xml-doctype = Holds a DOCTYPE. Send it without.
xml-entity = An unknown entity at line { $line }, column { $column }.
xml-prefix = A prefix without xmlns at line { $line }, column { $column }.
xml-too-many-nodes = More than { $max } elements.
xml-too-many-attributes = An element with more than { $max } attributes.
xml-too-many-namespaces = Too many declarations of xmlns.
have-not-have = Not an EDXL-HAVE message. The outermost element has to be HospitalStatus.
have-no-hospital = Holds no Hospital element.
have-twice = Stands more than once.
have-not-time = Has to be a date with a time, for example 2026-11-22T10:15:00+07:00.
have-not-point = Has to be latitude and longitude in degrees.
have-free-though-none = More than 0, but CapacityStatus says NotAvailable.
have-types-share-count = Several types share one count. Send one BedCapacity for each type.
have-same-beds = The same type stands before. Send one count only.
have-same-hospital = The same hospital stands before in this message.
have-too-many = At most { $max }.
have-not-actual = This is an exercise, a test or a cancellation. It is not used.
file-empty = The file is empty.
file-too-large = The file is larger than { $max } MB.
file-too-large-inside = The file is too large once it is unpacked.
file-not-utf8 = The letters of the file cannot be read. Save it as CSV UTF-8 or Excel (.xlsx).
file-unreadable = This file is no table. Send Excel (.xlsx) or CSV.
file-html = This file is a web page. Open it in Excel and save it as .xlsx.
file-old-excel = An old Excel file (.xls). Save it as .xlsx.
file-not-xlsx = This file is not Excel (.xlsx).
file-damaged = The file is damaged. Save it again, then send it.
file-no-sheet = The file holds no sheet.
file-no-such-sheet = There is no such sheet. Choose another one.
file-too-many-rows = More than { $max } rows.
file-too-many-columns = More than { $max } columns in row { $row }.
file-cell-too-long = A cell longer than { $max } characters in row { $row }.
file-too-much-text = All cells together are too long. Remove columns with long remarks.
file-unclosed-quote = A quotation mark in row { $row } is not closed.
file-no-header = No row with the names of the columns was found.
mapping-missing = The column for { $column ->
     [code] room code
     [name] room name
     [class] class
     [bed_type] bed type
     [sex] sex
     [capacity] capacity
     [occupied] occupied
     [free] free
     [cleaning] being cleaned
     [blocked] out of use
     [reserved] reserved
     [waiting_in_igd] waiting in the emergency room
     [counted_on] date
    *[counted_at] time
    } is no longer in this file. Choose another one.
mapping-doubled = The column for { $column ->
     [code] room code
     [name] room name
     [class] class
     [bed_type] bed type
     [sex] sex
     [capacity] capacity
     [occupied] occupied
     [free] free
     [cleaning] being cleaned
     [blocked] out of use
     [reserved] reserved
     [waiting_in_igd] waiting in the emergency room
     [counted_on] date
    *[counted_at] time
    } stands in this file more than once. Rename one.
mapping-twice = More than one column for { $column ->
     [code] room code
     [name] room name
     [class] class
     [bed_type] bed type
     [sex] sex
     [capacity] capacity
     [occupied] occupied
     [free] free
     [cleaning] being cleaned
     [blocked] out of use
     [reserved] reserved
     [waiting_in_igd] waiting in the emergency room
     [counted_on] date
    *[counted_at] time
    }. Choose one.
mapping-no-room = Choose a column for the room code or the room name.
mapping-no-free = Choose a column for the free beds, or for capacity and occupied beds.
cell-formula = Holds a formula without a result. Save it again from Excel, or write the value.
cell-formula-error = Holds an error of an Excel formula.
cell-not-time = Has to be a date with a time, for example 22/11/2026 10:15.
cell-only-time = Holds only a time. Write the date too.
cell-short-year = Write the year with four digits.
row-no-free = Fill in the free beds, or capacity and occupied beds.
row-length = It has { $have } cells, not { $want }.
row-twice = The same room as in row { $row }.
