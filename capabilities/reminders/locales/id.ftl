# Kata-kata ruang pengingat: siapa yang belum memperbarui angka, dan hitung sekarang. en.ftl memakai nama yang sama.
## Paling atas
crumbs = Jejak halaman
cancel = Batal
never = belum pernah
no-phone = Belum ada nomor telepon
looks-are-logged = Setiap kali kontak di sini dibuka, tercatat di log baca.

## Isian
f-facility = Rumah sakit
f-owes = Belum diperbarui
f-last = Laporan terakhir
f-rung = Pengingat
f-phone = Telepon
f-called = Hasil telepon
f-hours = Berapa lama?
f-reason = Alasan
f-reason-hint = Tanpa nama orang. Rumah sakit ikut membacanya.
f-mail = Surel
f-mail-hint = Kotak surat ruang perawatan atau manajer tempat tidur lebih baik daripada milik satu orang.
f-mobile = Nomor untuk pesan (WhatsApp atau SMS)
f-mobile-hint = Misalnya 0812… Boleh dikosongkan.
f-minutes = Waktu untuk menjawab (menit)
f-district = Wilayah
f-kind = Jenis kamar
f-number = Nomor
f-started = Mulai
f-answered = Menjawab
f-state = Keadaan
f-free = Kosong
f-hospitals = Rumah sakit
f-oldest = Angka tertua

## Daftar
list-title = Pengingat
list-lead = Rumah sakit yang angkanya belum diperbarui, dan sampai di mana mereka sudah diingatkan.
list-summary = { $n } dari { $all } rumah sakit belum memperbarui sebagian angkanya.
list-none = Semua angka masih baru.
list-nobody = Belum ada rumah sakit dengan ruang.
list-office = Perlu ditelepon Dinas
list-others = Sedang diingatkan
list-order = Urutan: lama belum diperbarui × banyaknya tempat tidur.
call-note = Telepon, jeda
not-reminded = tidak diingatkan
wards-of = { $n } dari { $all } ruang
wards-more = dan { $n } ruang lain
beds-n = { $n } tempat tidur
beds-unknown = jumlah tempat tidur belum diketahui
state-silent = Belum ada laporan
state-overdue = Perlu diperbarui
state-old = Data lama, tidak dihitung
state-due = Perlu diperbarui
state-fresh = Baru
paused-until = Pengingat dijeda sampai { $until }: { $reason }
gateway-no-mail = Surel belum disiapkan: pengingat langsung berlanjut ke langkah berikutnya pada waktunya.
gateway-no-webhook = Pesan WhatsApp/SMS belum disiapkan: pengingat berlanjut ke langkah berikutnya pada waktunya.

## Anak tangga
rung-due-soon = Baru saja jatuh tempo
rung-screen = Tampil di halaman rumah sakit
rung-mail = Surel ke kontak
rung-webhook = Pesan WhatsApp/SMS ke kontak
rung-office = Dinas menelepon
rung-answered = Sudah menjawab
rung-passed = sudah lewat
rung-here = di sini
rung-next = paling cepat

## Satu rumah sakit
one-title = Pengingat rumah sakit
one-since = Angkanya perlu diperbarui sejak
one-owes-none = Semua angkanya masih baru.
one-not-reminded = Rumah sakit ini belum sampai tahap uji bersama atau publik dalam perjanjian data, jadi tidak diingatkan.
one-ladder = Langkah pengingat
one-wards = Ruang
one-no-wards = Belum ada ruang.
one-calls = Telepon
one-messages = Pesan
one-past = Masa diam sebelumnya
call-do = Catat telepon
messages-none = Belum ada pesan.
contact-none = Belum ada kontak untuk pengingat.
contact-both = Ada kontak surel dan nomor pesan.
contact-mail-only = Ada kontak surel.
contact-phone-only = Ada nomor untuk pesan.
contact-change = Ubah kontak
contact-title = Kontak pengingat
contact-lead = Ke mana pengingat dikirim bila angka rumah sakit ini lama tidak diperbarui.
contact-save = Simpan kontak
contact-mail-bad = Tulis satu alamat surel, misalnya kamar@rs.example.
contact-phone-bad = Tulis nomor dengan 8 sampai 15 angka, misalnya +62812… atau 0812…
contact-changed = Orang lain baru saja mengubah kontak ini. Isian Anda masih ada; simpan lagi bila tetap ingin menggantinya.
pause-title = Jeda pengingat
pause-hint = Misalnya saat sistem rumah sakit dipelihara. Jeda berakhir sendiri.
pause-do = Jeda
pause-hours-bad = Pilih paling lama { $max } jam.
pause-changed = Orang lain baru saja mengubah jeda ini. Isian Anda masih ada.
resume-do = Akhiri jeda
hours-n = { $n } jam
days-n = { $n } hari

## Sumber
source-ward-board = papan ruang
source-aplicares = SIMRS lewat Aplicares
source-siranap = SIMRS lewat RS Online
source-fhir = SIMRS lewat FHIR
source-have = sistem lewat EDXL-HAVE
source-upload = berkas unggahan

## Hasil telepon
called-count-now = Menghitung sekarang
called-soon = Menghitung dalam satu jam
called-system-down = Sistem mereka sedang mati
called-no-answer = Tidak dijawab
called-wrong-number = Nomor salah

## Pesan
channel-mail = Surel
channel-webhook = WhatsApp/SMS
channel-office-mail = Surel ke Dinas
message-waiting = menunggu dikirim
message-sent = terkirim
message-failed = gagal
message-skipped = tidak dikirim
message-dropped = batal, tidak perlu lagi
message-line = { $channel }: { $state }
message-why = { $what } – { $why }
message-tried = { $what } – { $why } (sudah dicoba { $n } kali)
why-not-set-up = gerbang belum disiapkan
why-no-contact = belum ada kontak
why-limit = batas pesan sehari tercapai
why-unreachable = gerbang tidak dapat dihubungi
why-busy = gerbang sedang sibuk
why-refused = ditolak gerbang
why-bad-address = alamat tidak dapat dipakai
why-answered = rumah sakit sudah menjawab
why-paused = pengingat dijeda
why-overtaken = langkah berikutnya sudah tiba

## Selesai
done-called = Telepon dicatat.
done-paused = Pengingat dijeda.
done-resumed = Jeda diakhiri.
done-contact = Kontak disimpan.
done-started = Permintaan menghitung sudah sampai ke semua rumah sakit yang diminta.
done-stopped = Hitung sekarang sudah diakhiri.

## Hitung sekarang
censuses-title = Hitung sekarang
censuses-lead = Dinas meminta semua rumah sakit menghitung tempat tidur pada saat yang sama.
censuses-none = Belum pernah ada hitung sekarang.
censuses-all = Semua hitungan
census-title = Hitung sekarang { $number }
census-open = berjalan sampai { $time }
census-ended = Selesai
census-started = Dimulai
census-until = sampai { $time }
census-totals = Sudah dihitung
census-no-totals = Belum ada angka.
census-missing = Belum menjawab atau baru sebagian
census-missing-more = Hanya { $n } yang pertama yang tampil; unduhan memuat semuanya.
census-all-answered = Semua sudah menjawab.
census-partly = { $n } baru sebagian
census-late = { $n } terlambat
census-messages = { $n } dari { $all } pesan terkirim
census-wall = Layar dinding
census-csv = Unduh CSV
census-stop = Akhiri sekarang
census-rule = Hanya angka yang diambil setelah hitungan dimulai yang dihitung di sini, dari sistem maupun dari papan ruang.
census-nobody = Tidak ada rumah sakit dengan kamar jenis ini di wilayah ini.
census-minutes-bad = Isi antara { $min } dan { $max } menit.
census-another = Hitung sekarang { $number } baru saja dimulai orang lain. Periksa dulu, lalu mulai lagi bila tetap perlu.
answered-of = { $n } dari { $all }
of-asked = dari { $all } rumah sakit sudah lengkap menjawab
of-beds = dari { $n } tempat tidur
of-hospitals = { $n } dari { $all } rumah sakit
not-counted-yet = belum dihitung
wards-counted = { $n } dari { $all } ruang sudah dihitung
left-minutes = { $n } menit lagi
left-moment = sebentar lagi
start-title = Minta hitung sekarang
start-lead = Setiap rumah sakit yang diminta melihatnya di papan ruangnya sampai waktunya habis.
start-open = Hitung sekarang { $number } masih berjalan sampai { $time }: { $reason }
start-see = Lihat
start-reason-hint = Misalnya kecelakaan massal, banjir, latihan. Tanpa nama orang.
start-everywhere = Seluruh kota
start-all-kinds = Semua jenis kamar
start-asked = { $n } rumah sakit akan diminta.
start-do = Minta hitung sekarang

## Pemberitahuan
banner-count = Dinas meminta { $hospital } menghitung tempat tidur sekarang, sampai { $time }.
banner-count-rest = Hitung sekarang sampai { $time }: { $counted } dari { $wards } ruang { $hospital } sudah dihitung.
banner-count-link = Buka papan ruang
banner-still-true = Semua masih benar ({ $n } ruang)
banner-owes = { $n } ruang { $hospital } perlu diperbarui.
banner-owes-link = Perbarui di papan ruang
banner-open = Hitung sekarang { $number } berjalan sampai { $time }.
banner-open-link = Lihat papan hitung

## Surat
mail-reminder-subject = Sigap: angka tempat tidur { $hospital } perlu diperbarui
mail-reminder-text = Angka tempat tidur { $hospital } perlu diperbarui: { $wards }. Satu ketukan cukup bila angkanya masih benar.
mail-office-subject = Sigap: { $hospital } perlu ditelepon
mail-office-text = { $hospital } belum memperbarui angkanya: { $wards }. Pengingat sudah sampai langkah terakhir.
mail-census-subject = Sigap: { $hospital } diminta menghitung tempat tidur sekarang
mail-census-text = Dinas Kesehatan meminta { $hospital } menghitung tempat tidur sekarang, sampai { $time }.
