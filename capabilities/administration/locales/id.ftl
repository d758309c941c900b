# Kata-kata ruang pengelolaan.
crumbs = Jejak
pages = Halaman
show = Tampilkan
filter-clear = Hapus saringan
choose-all = Semua
first-page = Halaman pertama
newest = Terbaru
older = Lebih lama
conflict = Sudah diubah orang lain.
conflict-hint = Isian Anda belum tersimpan. Periksa keadaan terbaru di halaman ini, lalu simpan lagi bila masih perlu.
looks-are-logged = Setiap kali nama petugas ditampilkan, itu dicatat di log baca.

# Petugas
staff-title = Petugas
staff-lead = Siapa yang bekerja dengan Sigap, sebagai apa, dan di mana.
staff-search = Nama atau email
staff-none = Tidak ada petugas yang cocok
staff-none-hint = Pencarian membaca { $max } akun pertama dalam jangkauan Anda.
f-name = Nama
f-email = Email
f-email-hint = Dipakai untuk masuk. Tidak dapat diubah kemudian.
f-lang = Bahasa
f-role = Peran
f-roles = Peran
f-place = Tempat
f-second-factor = Verifikasi dua langkah
f-last = Masuk terakhir
f-made = Ditambahkan
f-password = Kata sandi
lang-id = Bahasa Indonesia
lang-en = Inggris
second-factor-yes = aktif
second-factor-no = belum aktif
second-factor-left = Aktif, sisa { $n } kode pemulihan
never-logged-in = Belum pernah
person-title = Petugas
person-erased = Akun yang dihapus
person-disabled = dikunci
person-somebody = Petugas
person-of-others = Petugas ini juga bertugas di tempat lain. Hanya admin yang mengelola semua tempat itu yang dapat mengubahnya.
person-is-self = Ini akun Anda. Peran, kata sandi, dan kunci akun Anda diubah oleh admin lain; kata sandi sendiri di
person-profile = Nama dan bahasa
person-access = Cara masuk

newcomer-title = Tambah petugas
newcomer-lead = Satu akun untuk satu orang. Akun bersama membuat jurnal tidak dapat dibaca.
newcomer-who = Orangnya
newcomer-add = Tambahkan
newcomer-added = Petugas ditambahkan
newcomer-password = Kata sandi pertama dibuatkan dan tampil sekali di halaman berikutnya.
roles-hint = Pilih peran dan tempatnya. Kosongkan peran untuk mencabutnya. Petugas harus masuk lagi setelah perannya berubah.
roles-hint-new = Pilih peran dan tempatnya. Peran lain dapat ditambahkan kemudian.
roles-save = Simpan peran
role-none = (tanpa peran)
role-missing = Pilih sedikitnya satu peran.
role-needs-facility = Peran ini untuk satu fasilitas. Pilih fasilitasnya.
role-needs-area = Peran ini untuk kota atau satu kecamatan.
role-needs-city = Peran ini untuk seluruh kota.
place-unknown = Pilih tempat dari daftar.
place-city = Seluruh kota
place-district = Kec. { $name }
role-public = Umum
role-ward_nurse = Perawat ruang
role-bed_manager = Manajer tempat tidur
role-facility_admin = Admin fasilitas
role-office = Dinas kesehatan
role-dispatcher = Operator 112
role-help_desk = Petugas bantuan kamar
role-admin = Admin sistem
role-machine = Sistem rumah sakit
role-system = Sigap

deed-password = Kata sandi baru
deed-password-hint = Dibuatkan dan tampil sekali. Kata sandi lama berhenti berlaku.
deed-password-do = Buat kata sandi
deed-code = Verifikasi dua langkah
deed-code-hint = Bila ponsel dan kode pemulihannya hilang. Pastikan dulu Anda berbicara dengan orangnya.
deed-code-do = Cabut
deed-log-out = Keluarkan dari semua perangkat
deed-log-out-hint = Bila perangkatnya hilang atau dipinjam.
deed-log-out-do = Keluarkan
deed-disable = Kunci akun
deed-disable-hint = Tidak dapat masuk lagi sampai dibuka. Catatannya tetap ada.
deed-disable-do = Kunci
deed-enable = Buka akun
deed-enable-hint = Dapat masuk lagi dengan kata sandinya.
deed-enable-do = Buka
done-profile = Tersimpan.
done-grants = Peran tersimpan. Berlaku mulai ia masuk lagi.
done-code = Verifikasi dua langkah dicabut.
done-log-outs = Sudah dikeluarkan dari semua perangkat.
done-disabled = Akun dikunci.
done-enabled = Akun dibuka.
done-job = Pekerjaan dicoba lagi.

password-title = Kata sandi baru
password-copy-now = Sampaikan sekarang.
password-copy-now-why = Kata sandi ini hanya tampil sekali. Sigap tidak dapat menampilkannya lagi.
password-then = Sampaikan langsung atau lewat telepon, jangan lewat grup. Minta ia menggantinya di Akun saya setelah masuk.
password-passed-on = Sudah disampaikan
password-hint = Sedikitnya { $min } huruf. Beberapa kata lebih baik daripada satu.
password-short = Sedikitnya { $min } huruf.
password-long = Paling banyak { $max } huruf.
password-common = Terlalu mudah ditebak. Pakai beberapa kata yang tidak berhubungan.
password-wrong = Kata sandi sekarang tidak cocok.
password-differs = Tidak sama dengan yang di atas.
email-wrong = Tulis alamat email yang benar.
email-taken = Sudah ada akun dengan email ini.
name-missing = Tulis namanya.
grants-too-many = Paling banyak { $max } peran.
grant-scope-wrong = Ada peran yang tidak cocok dengan tempatnya.
not-yourself = Akun sendiri diubah oleh admin lain.
last-admin = Ini admin sistem terakhir. Tambahkan admin lain dulu.

account-title = Akun saya
account-password = Ganti kata sandi
account-password-do = Ganti kata sandi
account-password-hint = Setelah diganti Anda masuk lagi di semua perangkat.
account-log-out-hint = Bila perangkat Anda hilang atau dipinjam orang. Perangkat ini juga keluar.
account-log-out-do = Keluarkan semua
f-present = Kata sandi sekarang
f-new-password = Kata sandi baru
f-again = Sekali lagi

# Jurnal
journal-title = Jurnal
journal-lead = Semua yang terjadi, terbaru di atas. Catatan disegel berantai: yang diubah diam-diam ketahuan.
journal-lead-narrow = Yang terjadi di fasilitas Anda: fasilitas, ruang, kunci, dan petugasnya. Terbaru di atas.
journal-none = Tidak ada catatan yang cocok
journal-gave-out = Sudah memeriksa { $max } catatan. Yang lebih lama belum diperiksa: buka Lebih lama, atau pilih harinya.
f-when = Waktu
f-what = Yang terjadi
f-about = Tentang
f-who = Oleh
f-id = Nomor (ID)
f-day = Hari
f-seal = Segel
f-trace = jejak
day-wrong = Tulis tanggal, misalnya 2026-11-22.
journal-filter = Saring
journal-filter-on = dipakai
not-sealed = belum disegel
chain-check = Periksa rantai
chain-check-hint = Pemeriksaan membaca { $max } catatan tersegel terakhir; seluruhnya diperiksa dengan sigap journal verify.
chain-holds = Rantai utuh: catatan { $first } sampai { $last } cocok, ujungnya { $hash }. Belum disegel: { $waiting }.
chain-broken = Rantai putus di catatan { $at }: catatan hilang atau diubah. Jangan ubah apa pun, beri tahu pengelola, dan bandingkan dengan cadangan.
actor-user = Petugas
actor-key = Sistem rumah sakit
actor-system = Sigap sendiri
actor-anyone = Tanpa akun
subject-user = Petugas
subject-key = Kunci
subject-system = Sigap
subject-anyone = Tanpa akun
subject-facility = Fasilitas
subject-beds = Angka tempat tidur
subject-bed_list = Daftar manajer tempat tidur
subject-ward = Ruang
subject-case = Keluhan
subject-quality = Mutu data
subject-reminder = Pengingat
subject-census = Hitung sekarang
subject-problem = Masalah kiriman
subject-job = Pekerjaan
subject-deployment = Seluruh pemasangan
subject-shadow = Mode bayangan
subject-registry = Impor daftar
subject-keyring = Berkas kunci induk
subject-person = Orang

# Yang terjadi, satu kalimat untuk tiap jenis catatan
entry-user-added = Ditambahkan sebagai { $roles }
entry-user-grants_set = Peran menjadi { $roles }
entry-user-password_set = Kata sandi diganti
entry-user-profile_changed = Nama atau bahasa diubah
entry-user-disabled_set-yes = Akun dikunci
entry-user-disabled_set-no = Akun dibuka
entry-user-erased = Data akun dihapus
entry-user-logged_in = Masuk
entry-user-logged_out_everywhere = Dikeluarkan dari semua perangkat
entry-user-second_factor_offered = Mulai memasang verifikasi dua langkah
entry-user-second_factor_on = Verifikasi dua langkah aktif
entry-user-second_factor_off = Verifikasi dua langkah dicabut
entry-person-erased = Data orang dihapus
entry-key-added = Kunci { $name } dibuat
entry-key-enabled_set-yes = Kunci dihidupkan
entry-key-enabled_set-no = Kunci dimatikan
entry-key-secret_set = Rahasia kunci diganti
entry-keyring-bound = Berkas kunci induk dipasangkan
entry-keyring-rotated = Kunci induk diganti
entry-keyring-rewrapped = { $count } kunci dibungkus ulang
entry-deployment-begun = Sigap ini dibuat, dan ditentukan untuk apa
entry-deployment-shadow = Mode bayangan seluruh kota diputuskan
entry-shadow-begun = Perbandingan mode bayangan dimulai
entry-shadow-ended = Perbandingan mode bayangan berakhir
entry-shadow-planned = Rencana akhir mode bayangan diubah
entry-shadow-figures = { $count } angka catatan lain dicatat
entry-shadow-swept = { $count } perbandingan lama dibuang
entry-facility-added = Fasilitas ditambahkan
entry-facility-changed = Data fasilitas diubah
entry-facility-stage = Tahap menjadi { $stage }
entry-facility-phone_answered = Telepon { $number } dijawab
entry-ward-added = Ruang ditambahkan
entry-ward-changed = Data ruang diubah
entry-ward-retired = Ruang tidak dipakai lagi
entry-registry-imported = Berkas { $file } dimuat
entry-beds-observed = Dilaporkan { $free } kosong dari { $capacity }
entry-beds-said_beside = Sumber lain menyebut { $free } kosong dari { $capacity }, tidak dihitung
entry-beds-heartbeat = Melapor, angkanya tetap
entry-beds-claimed = { $beds } tempat tidur ditandai
entry-beds-claim_closed = Tanda tempat tidur ditutup
entry-beds-claim_moved = Batas waktu tanda tempat tidur dipindah
entry-beds-claim_noted = Pasien dicatat di sistem rumah sakit
entry-beds-plan_added = Baris baru di daftar manajer tempat tidur
entry-beds-plan_moved = { $event ->
    [start] Kamar ditukar pria/wanita
    [finish] Baris daftar manajer selesai
    [postpone] Jam baris daftar manajer diubah
    [cancel] Baris daftar manajer tidak jadi
    [reopen] Baris daftar manajer diurungkan
   *[other] Baris daftar manajer berubah
  }
entry-beds-plans_swept = { $count } baris lama daftar manajer dibuang
entry-promise-asked = Tempat tidur diminta, atau pasien diberitahukan ke IGD
entry-promise-suspended = Janji perawatan terencana ditunda
entry-promise-resumed = Janji perawatan terencana berjalan lagi
entry-promise-swept = { $count } janji lama dibuang
entry-promise-patients_erased = Data { $count } pasien dari janji lama dihapus
entry-promise-moved = { $event ->
    [accept] Tempat tidur dijanjikan
    [refuse] Permintaan tempat tidur ditolak
    [depart] Pasien berangkat
    [retime] Perkiraan tiba diubah
    [arrive] Pasien tiba di IGD
    [place] Pasien sudah di ruang
    [release] Janji dilepas
    [silence] Tidak ada jawaban: IGD diberi tahu
    [expire] Janji habis waktu
   *[other] Janji tempat tidur berubah
  }
entry-beds-forgotten = Angka ruang dihapus
entry-beds-limit_announced = Keterbatasan diumumkan
entry-beds-limit_prolonged = Keterbatasan diperpanjang
entry-beds-limit_ended = Keterbatasan diakhiri
entry-beds-limit_ran_out = Keterbatasan berakhir karena waktunya habis
entry-beds-limits_swept = { $count } keterbatasan lama dihapus

entry-paper-printed = Bendel kertas dicetak: { $count } lembar
entry-paper-handed_out = Bendel kertas diunduh
entry-paper-copied = Salinan lembar kertas diunduh
entry-paper-entered = Lembar kertas diketik: { $count } baris
entry-paper-voided = Lembar kertas dinyatakan batal
entry-paper-swept = { $count } bendel kertas lama dihapus

entry-case-opened = Keluhan keluarga dibuka
entry-case-told_again = Keluhan yang sama diberitahukan lagi
entry-case-replied = Rumah sakit menjawab keluhan
entry-case-decided = Keluhan diputuskan
entry-case-helped = Bantuan untuk keluarga berpindah
entry-case-called = Rumah sakit ditelepon untuk keluarga
entry-case-noted = Catatan serah terima disimpan
entry-case-families_forgotten = { $count } tanda pengenal keluarga dilupakan
entry-case-personal_erased = Data pribadi { $count } keluhan dihapus
entry-quality-checked = Rumah sakit dicek lewat telepon
entry-quality-drawn = { $count } rumah sakit diundi untuk cek telepon
entry-quality-sheets_made = { $count } lembar mutu data dibuat
entry-quality-sheet_opened = Lembar mutu data dibuka untuk dinas kesehatan
entry-quality-swept = Catatan mutu data lama dibuang
entry-reminder-climbed = Pengingat rumah sakit naik satu langkah
entry-reminder-answered = Rumah sakit menjawab pengingat
entry-reminder-message = Nasib sebuah pesan dicatat
entry-reminder-called = Rumah sakit ditelepon soal angkanya
entry-reminder-paused = Pengingat dijeda
entry-reminder-resumed = Jeda pengingat diakhiri
entry-reminder-contact_set = Kontak pengingat diubah
entry-reminder-swept = { $count } catatan pengingat lama dibuang
entry-census-started = Hitung sekarang dimulai
entry-census-answered = { $count } rumah sakit menjawab hitung sekarang
entry-census-ended = Hitung sekarang selesai
entry-intake-room_created = Ruang { $room_code } didaftarkan SIMRS
entry-intake-room_removed = Ruang { $room_code } dihapus SIMRS
entry-intake-problem = Kiriman tidak dapat dipakai
entry-intake-problems_swept = { $count } masalah kiriman lama dibuang
entry-intake-rooms_swept = { $count } ruang yang lama dihapus SIMRS dilupakan
entry-intake-room_waiting = Baris { $room_code } menunggu disambung ke ruang
entry-intake-room_joined = Baris { $room_code } disambung atau dilepas
entry-intake-need_stated = Kebutuhan nomor { $item } dilaporkan
entry-intake-need_removed = Kebutuhan nomor { $item } dihapus
entry-intake-problem_replayed = Masalah kiriman dibaca ulang
entry-intake-feed_silent = Sistem berhenti mengirim
entry-intake-feed_back = Sistem mengirim lagi
entry-intake-feed_off = Kunci sistem yang diam dimatikan
entry-intake-file_taken = Berkas tempat tidur disimpan: { $rows } baris, { $bad } keliru
entry-intake-mapping_kept = Arti kolom berkas tempat tidur diingat
entry-job-given_up = Dihentikan setelah { $tries } percobaan: { $kind }
entry-job-tried_again = Dicoba lagi

# Log baca
reading-log-title = Log baca
reading-log-lead = Siapa membaca data pribadi siapa, kapan, dan untuk apa.
reading-log-of = Hanya tentang
reading-log-none = Belum ada yang membaca
reading-log-names = Orang ditulis dengan peran dan akhir nomornya: membuka nama akan menambah catatan di sini.
f-whom = Data siapa
f-fields = Yang dibaca
f-reason = Alasan
f-number = No.
field-name = nama
field-email = email
field-phone = telepon
field-contact = narahubung
reason-staff-list = Daftar petugas
reason-staff = Halaman petugas atau jurnal

# Pekerjaan
jobs-title = Pekerjaan
jobs-lead = Pekerjaan di belakang layar: yang menunggu giliran dan tugas berkala.
jobs-waiting = menunggu
jobs-running = berjalan
jobs-given-up = dihentikan
jobs-behind = Pekerjaan tertua sudah menunggu { $seconds } detik. Mungkin tidak ada program yang mengerjakannya.
jobs-given-up-title = Dihentikan
jobs-none = Tidak ada yang dihentikan
jobs-none-more = Semua pekerjaan selesai atau masih dicoba.
jobs-try-again = Coba lagi
jobs-cut = Hanya 200 terakhir yang ditampilkan.
timers-title = Tugas berkala
timers-none = Belum ada tugas berkala.
timer-never = Belum pernah
timer-ringing = berjalan
timer-failed = gagal
timer-waiting = menunggu
f-kind = Jenis
f-since = Sejak
f-tries = Percobaan
f-deed = Tindakan
f-rang = Terakhir
f-due = Berikutnya
f-state = Keadaan
