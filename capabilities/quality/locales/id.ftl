# Kata-kata ruang mutu data: keluarga, cek telepon, keluhan, bantuan kamar. en.ftl memakai nama yang sama.
## Paling atas
emergency-ask = Gawat darurat? Jangan mencari kamar dulu.
emergency-call = Hubungi
emergency-rest = atau ke IGD terdekat. RS dilarang menolak pasien gawat darurat.
crumbs = Jejak halaman
choose = Pilih …
unknown = belum diketahui
you = Anda
looks-are-logged = Setiap kali nama, telepon, atau catatan di sini dibuka, tercatat di log baca.
draft-restored = Isian Anda sebelumnya dipulihkan.
draft-kept = Isian disimpan sambil Anda mengetik, juga bila peramban tertutup.
pool-unknown = Tidak tahu
no-phone = Belum ada nomor telepon
free-of = { $free } dari { $beds } kosong
free-alone = { $free } kosong

## Isian
f-facility = Rumah sakit
f-ward = Ruang
f-what = Apa kata rumah sakit?
f-pool = Kamar yang mana?
f-happened = Kapan?
f-text = Ceritakan singkat (boleh dikosongkan)
f-text-hint = Tanpa nama pasien dan tanpa nama penyakit. Hanya petugas bantuan yang membacanya.
f-phone = Nomor telepon
f-phone-hint = Bila Anda ingin ditelepon kembali. Boleh dikosongkan.
f-outcome = Hasil telepon
f-said = Berapa yang kosong kata rumah sakit?
f-answer = Jawaban
f-call-note = Catatan singkat
f-note = Catatan serah terima
f-note-hint = Apa yang sudah dilakukan dan apa langkah berikutnya, untuk rekan sesudah Anda.
f-callback = Telepon keluarga kembali
f-kind = Apa yang terjadi?
f-reason = Alasan
f-reason-hint = Apa yang Anda periksa, dan apa yang ditemukan.
f-event = Keputusan

## Kata dari daftar
what-no-bed = Tidak ada kamar
what-not-for-us = Ada, tapi bukan untuk kami
what-deposit = Diminta uang muka
what-unreachable = Tidak bisa dihubungi
what-other = Lainnya
happened-now = Baru saja
happened-today = Hari ini
happened-yesterday = Kemarin
happened-earlier = Sebelumnya
reply-was-full = Saat itu sudah penuh, angkanya terlambat
reply-was-free = Saat itu ada yang kosong, terjadi salah paham
reply-did-not-suit = Ada, tapi tidak cocok (jenis kelamin, umur, kelas, isolasi)
reply-number-mended = Angkanya keliru dan sudah diperbaiki
reply-other = Lainnya
answer-free = Ada kamar
answer-full = Penuh
answer-not-for-us = Ada, tapi tidak cocok
answer-calls-back = Akan menelepon kembali
answer-no-answer = Tidak dijawab
answer-wrong-number = Nomor salah
outcome-answered = Dijawab
outcome-no-answer = Tidak dijawab
outcome-wrong-number = Nomor salah
verdict-right = cocok
verdict-wrong = berbeda
verdict-nothing-shown = tidak ada angka
shown-free = Tersedia
shown-few = Tinggal sedikit
shown-full = Penuh
shown-unknown = Melapor tanpa jumlah kosong
shown-old = Data lama, tidak dihitung
shown-silent = Belum ada laporan
state-open = Menunggu jawaban RS
state-replied = Dijawab RS
state-lapsed = Belum dijawab dalam 24 jam
state-counts = Dihitung: halaman keliru
state-dismissed = Tidak dihitung: halaman benar
state-unclear = Tidak dihitung: tidak jelas
decide-count = Dihitung: halaman keliru
decide-dismiss = Tidak dihitung: halaman benar
decide-leave-unclear = Tidak jelas
mend-report-in-time = Laporkan sebelum angkanya lewat waktu
mend-how-report-in-time = Ketuk Tidak berubah di papan ruang, atau periksa apakah SIMRS masih mengirim.
mend-tell-free = Laporkan jumlah kosong
mend-how-tell-free = Ruang ini belum punya angka kosong.
mend-tell-beds = Laporkan jumlah tempat tidur
mend-how-tell-beds = Tanpa itu, keluarga tidak tahu dari berapa.
mend-difference = Samakan dua sumber
mend-how-difference = Dua sumber menyebut angka berbeda untuk ruang ini. Pilih sumber utamanya, atau perbaiki yang keliru.
mend-contradiction = Perbaiki laporan yang bertentangan
mend-how-contradiction = Misalnya lebih banyak kosong daripada tempat tidur, atau jam pengirim terlalu maju.
mend-all-free = Periksa ruang yang kosong semua
mend-how-all-free = Semua tempat tidur dilaporkan kosong seminggu penuh. Bila ruang ditutup, tutup juga di Sigap.
mend-unmoved = Periksa angka yang tidak bergerak
mend-how-unmoved = Angkanya sama seminggu penuh. Mungkin sistem mengirim ulang angka lama.
mend-tell-deductions = Laporkan yang tidak bisa dipakai
mend-how-tell-deductions = Sedang dibersihkan, rusak, sudah dipesan, ditunggu pasien IGD.
finding-tell-free = Belum ada jumlah kosong
finding-tell-beds = Belum ada jumlah tempat tidur
finding-difference = Dua sumber berbeda
finding-contradiction = Laporan bertentangan
finding-all-free = Kosong semua seminggu
finding-unmoved = Tidak bergerak seminggu
finding-deductions = Potongan diketahui { $told } dari { $of }
part-timely = Tepat waktu
part-timely-what = Menit angka ruang masih dihitung, dibagi semua menit. Bobot { $weight }.
part-timely-figures = { $got } ÷ { $of } menit
part-timely-unknown = Belum ada riwayat per jam untuk hari-hari ini, jadi belum dihitung.
part-complete = Lengkap
part-complete-what = Tiap ruang 24 poin: jumlah kosong 12, jumlah tempat tidur 8, tiap jenis potongan 1. Bobot { $weight }.
part-complete-figures = { $got } ÷ { $of } poin
part-complete-unknown = Belum ada ruang.
part-consistent = Konsisten
part-consistent-what = Ruang tanpa pertentangan, tanpa beda dua sumber, dan tidak diam atau kosong semua seminggu penuh. Bobot { $weight }.
part-consistent-figures = { $got } ÷ { $of } ruang
part-consistent-unknown = Belum ada ruang dengan angka.
part-checked = Cocok saat dicek
part-checked-what = Cek telepon yang cocok, dibagi semua cek dan keluhan yang dihitung. Cek { $days } hari lalu berbobot setengah. Bobot { $weight } sejak { $full } cek, sebelumnya lebih kecil.
part-checked-figures = { $got } ÷ { $of } cek
part-checked-unknown = Belum ada cek.

## Selesai dikerjakan
done-told = Terima kasih. Catat nomor ini.
done-again = Kami sudah mencatat keluhan ini. Nomornya tetap sama.
done-opened = Sudah dibuka.
done-replied = Jawaban tersimpan.
done-checked = Cek tersimpan. Bandingkan di bawah.
done-taken = Sekarang ada pada Anda.
done-handed = Diserahkan ke regu berikutnya.
done-settled = Selesai.
done-noted = Catatan tersimpan.
done-called = Telepon tercatat.
done-decided = Keputusan tersimpan.

## Untuk keluarga
family-title = Apa kata mereka?
family-lead = Jawaban rumah sakit berbeda dengan halaman ini? Beri tahu kami. Tidak perlu akun.
family-next = Lanjut
family-have-number = Sudah punya nomor?
family-number = Nomor keluhan
family-number-hint = Delapan angka, misalnya 4821 3076.
family-number-wrong = Nomor ini tidak cocok. Periksa angkanya sekali lagi.
family-look = Lihat
family-call-back = Perlu bantuan mencari kamar?
family-send = Kirim
family-what-happens = Rumah sakit punya 24 jam untuk menjawab. Sesudah itu dinas kesehatan memeriksa. Nomor telepon dan cerita Anda disegel, dan dihapus sesudah 90 hari.
status-title = Keluhan { $number }
status-number = Nomor keluhan Anda
status-keep = Catat atau potret nomor ini. Sebutkan saat menelepon bantuan kamar.
status-call = Bantuan kamar { $phone }
status-shown = Yang ditampilkan Sigap saat itu
status-where = Sampai di mana?
status-told = Anda memberi tahu
status-hospital = Rumah sakit menjawab
status-until = Paling lambat { $until }
status-no-reply = Belum ada jawaban
status-office = Dinas kesehatan memeriksa
status-office-waits = Sesudah rumah sakit menjawab, atau 24 jam lewat
status-done = Selesai
status-callback = Petugas bantuan kamar akan menelepon Anda.
status-find = Cari kamar lain
status-nothing-personal = Halaman ini tidak memuat nama, telepon, atau cerita Anda.
left-hours = sisa { $n } jam
left-minutes = sisa { $n } menit

## Mutu data
quality-title = Mutu data
quality-own-lead = Halaman ini untuk Anda dulu. Dinas kesehatan baru melihat lembar mingguan { $days } hari setelah dibuat, atau bila Anda membukanya.
quality-office-lead = Lembar mingguan yang sudah terbuka. Rumah sakit sudah melihatnya lebih dulu.
quality-cases = { $n ->
    [0] Keluhan keluarga
   *[other] Keluhan keluarga, { $n } menunggu jawaban
}
quality-total = Nilai
quality-total-of = dari 100
quality-days-running = 7 hari terakhir
quality-how = Bagaimana nilai ini dihitung?
quality-formula = Dengan angka Anda sendiri:
quality-unknown-left-out = Bagian yang belum diketahui tidak ikut dihitung. Belum diketahui bukan nol.
quality-mend = Yang paling membantu, dari atas
quality-mend-nothing = Tidak ada yang perlu diperbaiki.
quality-gain = +{ $n }
quality-gain-unknown = belum dihitung
quality-wards = Ruang
quality-now = Sekarang
quality-findings = Yang terlihat
quality-counts = dihitung
quality-counts-not = tidak dihitung
quality-none = Belum ada lembar yang terbuka
quality-none-more = Lembar pertama dibuat setelah satu minggu berakhir.
quality-opens = Terbuka mulai { $when }
quality-weeks = Lembar mingguan
quality-week = Minggu
quality-office-sees = Dilihat dinas kesehatan
quality-open-since = sejak { $when }
quality-open-now = Buka sekarang
quality-never-public = Tidak pernah diumumkan dan tidak diperingkat. Mutu data tidak mengeluarkan rumah sakit dari daftar.
quality-list-lead = Menurut nama. Lembar tampil { $days } hari setelah dibuat, atau bila rumah sakit membukanya.
quality-list-cap = Rumah sakit
quality-list-none = Belum ada rumah sakit
quality-not-yet = belum terbuka

## Cek telepon
checks-title = Cek telepon
checks-lead = Tiap rumah sakit ditelepon kira-kira sebulan sekali. Yang paling lama belum dicek di atas; di antaranya undian yang menentukan.
checks-next = Telepon berikutnya
checks-last = Terakhir dicek
checks-deed = Tindakan
checks-never = belum pernah
checks-do = Cek
check-title = Cek telepon
check-lead = Tanyakan jumlah kosong sekarang. Angka Sigap baru tampak setelah Anda menyimpan.
check-dial = Nomor yang ditelepon
check-answered = terakhir dijawab { $ago }
check-answered-never = belum pernah dijawab
check-said-hint = Isi yang disebutkan saja. Nol berarti penuh, kosong berarti tidak ditanya.
check-no-pools = Rumah sakit ini belum punya ruang di Sigap.
check-nothing-said = Isi paling sedikit satu, atau pilih Tidak dijawab.
check-save = Simpan cek
check-past = Cek sebelumnya
check-compared = kata RS { $said }, Sigap: { $shown }

## Keluhan
cases-title = Keluhan keluarga
cases-lead = Dihitung dalam mutu data hanya setelah dinas kesehatan memeriksa.
cases-own-lead = Anda punya { $hours } jam untuk menjawab. Tidak ada nama, telepon, atau cerita keluarga di sini.
cases-none = Belum ada keluhan
cases-nothing-to-decide = Tidak ada yang menunggu keputusan.
cases-to-decide = Menunggu keputusan
cases-newest = Terbaru
cases-office-decides = Dinas kesehatan yang memutuskan apakah keluhan dihitung.
case-number = Nomor
case-told = Diberitahukan
case-state = Keadaan
case-shown = Yang ditampilkan Sigap
case-shown-now = Sekarang ditampilkan:
case-times = diberitahukan { $n } kali
case-replied = jawaban: { $reply }
case-open = Buka keluhan
reply-until = Jawab sebelum { $until }
reply-again = Ubah jawaban
reply-text = Penjelasan (boleh dikosongkan)
reply-text-hint = Untuk dinas kesehatan. Tanpa nama pasien.
reply-send = Kirim jawaban
case-what = Yang terjadi
case-mine = ada pada Anda
case-take = Ambil
case-hand-over = Serahkan
case-settle = Selesai
case-erased = Data pribadi keluhan ini sudah dihapus.
case-person-hidden = Telepon dan cerita keluarga hanya dibuka petugas bantuan kamar.
case-call-family = Telepon keluarga { $phone }
case-calls = { $n ->
    [0] Sudah ditelepon
   *[other] Sudah ditelepon ({ $n })
}
case-calls-none = Belum ada rumah sakit yang ditelepon.
case-next = Coba berikutnya
case-next-none = Tidak ada saran lain. Hubungi 119.
case-log = Catat telepon
case-log-do = Catat
case-all-hospitals = Semua rumah sakit
case-note = Untuk regu berikutnya
case-verdict = Keputusan dinas kesehatan
callback-none = Tidak perlu
callback-keep = Tetap { $when }
callback-minutes = { $n } menit lagi
callback-hours = { $n } jam lagi
next-travel = sekitar { $n } menit dari sana
decide-do = Simpan keputusan
decide-not-yet = Dapat diputuskan setelah rumah sakit menjawab, atau setelah { $until }.

## Bantuan kamar
desk-title = Bantuan kamar
desk-lead = Untuk keluarga yang jawabannya berbeda dengan halaman.
desk-due = { $n } keluarga menunggu telepon sekarang
desk-mine = Pada Anda ({ $n })
desk-mine-none = Belum ada keluhan yang Anda pegang.
desk-waiting = Belum dipegang ({ $n })
desk-waiting-none = Tidak ada yang menunggu.
desk-others = Pada rekan ({ $n })
desk-held-by = pada { $name }
desk-callback = telepon { $when }
desk-handed = { $n } keluhan diserahkan dan belum diambil.
take-title = Terima telepon
take-ask-emergency = Tanyakan dulu: apakah pasien sesak, tidak sadar, atau berdarah hebat? Sambungkan ke 112 sekarang.
take-which = Rumah sakit mana?
take-which-hint = Ketik huruf awalnya, lalu Enter.
take-lead = Tab pindah isian, panah memilih, Enter menyimpan.
take-phone = Nomor untuk ditelepon kembali
take-open = Buka keluhan
handover-title = Serah terima
handover-lead = Satu daftar: yang diserahkan regu sebelum Anda, dan yang ada pada Anda.
handover-waits = Menunggu diambil ({ $n })
handover-waits-none = Tidak ada yang diserahkan.
handover-take = { $n ->
    [1] Ambil satu
   *[other] Ambil semua { $n }
}
handover-mine = Pada Anda ({ $n })
handover-mine-hint = Periksa catatannya, lalu serahkan.
handover-give = { $n ->
    [1] Serahkan
   *[other] Serahkan semua { $n }
}
