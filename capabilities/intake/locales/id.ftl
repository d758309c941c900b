# Kata-kata ruang kiriman sistem rumah sakit.
crumbs = Jejak

# Kunci
keys-title = Kunci sistem
keys-crumb = Kunci
keys-about = Dengan kunci ini sistem rumah sakit (SIMRS) mengirim jumlah tempat tidur sendiri, tanpa diketik orang. Satu kunci untuk satu sistem.
keys-no-ppk = Kode PPK belum diisi.
keys-no-ppk-todo = Tanpa kode PPK, kiriman SIMRS ditolak. Isi kode PPK pada halaman fasilitas ini.
keys-none = Belum ada kunci
keys-none-todo = Buat kunci di bawah ini, lalu isikan ke SIMRS.
keys-list = Daftar kunci
key-cons-id = Cons-id
key-cons-id-hint = Kosongkan agar dibuatkan. Isi bila SIMRS Anda memakai cons-id yang sama untuk semua layanan.
key-note = Catatan
key-note-hint = Misalnya nama SIMRS dan siapa yang memasangnya. Jangan tulis nama pasien.
key-made = Dibuat
key-last = Panggilan terakhir
key-never = Belum pernah memanggil
key-hour = Panggilan sejak { $time }
key-refused = Ditolak
key-state = Keadaan
key-on = hidup
key-off = dimatikan
key-turn-off = Matikan
key-turn-off-hint = Kunci yang dimatikan langsung berhenti berlaku. Buat kunci baru untuk menggantinya.
key-new = Kunci baru
key-make = Buat kunci
key-added-title = Kunci baru
key-copy-now = Salin sekarang.
key-copy-now-why = Rahasia ini hanya tampil sekali. Sigap menyimpannya tersegel dan tidak dapat menampilkannya lagi.
key-type-in = Yang diisikan ke SIMRS
key-type-in-how = Buka pengaturan Aplicares pada SIMRS, lalu ganti isinya dengan yang di bawah ini.
key-address = Alamat (URL Aplicares)
key-secret = Rahasia (consumer secret)
key-user-key = User key
key-user-key-any = Boleh dikosongkan; tidak diperiksa.
key-ppk = Kode PPK
key-then = Setelah disimpan, jalankan pengiriman dari SIMRS. Halaman kunci menunjukkan panggilan pertama dalam beberapa detik.
key-copied = Sudah disalin
key-taken = Cons-id ini sudah dipakai kunci lain. Pilih yang lain.
key-name-wrong = Tulis huruf, angka, atau tanda baca tanpa spasi, paling panjang { $max }.

# Masalah kiriman
problems-title = Masalah kiriman
problems-about = Yang dikirim sistem rumah sakit ini dan tidak dapat dipakai. Disimpan { $days } hari sejak terakhir terjadi.
problems-none = Tidak ada masalah
problems-none-more = Semua kiriman sistem rumah sakit ini dapat dipakai.
problems-cut = Hanya 100 masalah terakhir yang ditampilkan.
problem-times = { $n } kali
problem-last = terakhir
problem-first = pertama
problem-todo = Yang perlu dilakukan:
problem-body-kept = Isi kiriman disimpan tersegel untuk diperiksa.

problem-signature = Tanda tangan salah
problem-signature-todo = Periksa cons-id dan rahasia pada pengaturan SIMRS.
problem-clock = Jam pengirim tidak tepat
problem-clock-todo = Setel jam komputer SIMRS, sebaiknya otomatis dari internet (NTP). X-timestamp dihitung dalam UTC.
problem-pace = Terlalu sering memanggil
problem-pace-todo = Kirim hanya bila ada perubahan, atau paling sering sekali semenit untuk setiap ruang.
problem-address = Alamat tidak dikenal
problem-address-todo = Periksa alamat pada pengaturan SIMRS. Alamat yang benar tertulis saat kunci dibuat.
problem-facility = Kode PPK tidak cocok
problem-facility-todo = Periksa kode PPK pada SIMRS dan pada halaman fasilitas. Satu kunci hanya berlaku untuk satu fasilitas.
problem-body = Isi kiriman tidak terbaca
problem-body-todo = Sampaikan kepada pembuat SIMRS: isi kiriman harus utuh, dalam UTF-8, dan berbentuk JSON atau XML menurut protokolnya.
problem-fields = Ada kolom yang salah
problem-fields-todo = Perbaiki kolom yang disebut pada data ruang di SIMRS, lalu kirim ulang.
problem-room = Ruang belum terdaftar
problem-room-todo = Daftarkan ruang ini dari SIMRS (bed/create), lalu kirim ulang jumlahnya.
problem-rooms = Terlalu banyak ruang
problem-rooms-todo = Hapus dari SIMRS ruang yang tidak dipakai (bed/delete). Periksa apakah kode ruang berubah pada setiap kiriman.
problem-busy = Sistem sedang sibuk
problem-busy-todo = Tidak ada. SIMRS mengirim ulang dengan sendirinya.

# Alasan, per kolom
calls-too-many = Lebih dari { $max } panggilan per detik.
clock-ahead = Jam pengirim { $minutes } menit lebih cepat dari jam server.
clock-behind = Jam pengirim { $minutes } menit lebih lambat dari jam server.
ppk-not-yours = Yang dikirim { $sent }, sedangkan kunci ini untuk { $own }.
ppk-not-set = Yang dikirim { $sent }, sedangkan kode PPK fasilitas ini belum diisi.
ppk-used-by-other = Kode PPK fasilitas ini ({ $sent }) dipakai oleh sistem dengan kunci fasilitas lain. Kirimannya ditolak. Beri tahu admin Dinkes bila berulang.
address-unknown = Alamat ini tidak ada.
address-method = Metode HTTP tidak sesuai.
address-without-ppk = Kode PPK tidak ada pada alamat.
address-bad-ppk = Kode PPK pada alamat tidak sah.
address-bad-page = Nilai start atau limit bukan bilangan bulat.
room-not-registered = Ruang { $room } belum terdaftar.
rooms-too-many = Sudah { $max } ruang, paling banyak { $max }.
body-empty = Isinya kosong.
body-too-large = Lebih besar dari { $max } byte.
body-not-utf8 = Bukan teks UTF-8 (byte ke-{ $byte }).
body-not-json = Bukan JSON.
body-is-list = Berupa daftar, bukan satu objek.
body-truncated = Terpotong.
body-malformed = Rusak pada baris { $line }, kolom { $column }.
body-number-too-large = Angkanya terlalu besar.
body-duplicate = Ditulis lebih dari sekali.
body-too-deep = Bersarang lebih dari { $max } tingkat.
body-too-many-fields = Lebih dari { $max } kolom.
field-missing = Wajib diisi.
field-not-text = Harus berupa teks.
field-not-number = Harus berupa bilangan bulat.
field-nested = Harus berisi satu nilai, bukan daftar atau objek.
field-fraction = Harus bilangan bulat tanpa pecahan dan tanpa pemisah ribuan.
field-negative = Tidak boleh negatif.
field-too-large = Paling besar { $max }.
field-too-long = Paling panjang { $max } karakter.
field-invisible = Memuat karakter kendali atau karakter tak terlihat.
field-above = { $value } lebih besar dari { $other } ({ $limit }).

# Sambungan ruang
joins-title = Sambungan ruang
joins-about = Satu ruang, satu sumber angka. Di sini Anda menentukan baris kiriman mana yang berarti ruang mana, dan sumber mana yang angkanya dipakai. Angka sumber lain hanya dibandingkan, tidak pernah dijumlahkan.
joins-waiting = Belum disambung
joins-waiting-why = Angka baris ini disimpan tetapi belum dihitung, supaya tidak ada tempat tidur yang terhitung dua kali.
joins-accept = Terima { $n } usulan
joins-proposed = Usulan: { $ward } (nama dan jenisnya mirip)
joins-to = Ruang untuk { $row }
joins-open = Buka ruang baru
joins-leave = Jangan dipakai
joins-do = Sambungkan
joins-change = Ubah sumber atau sambungan
joins-move = Pindahkan
joins-save = Simpan
joins-wards = Ruang yang dipakai
joins-no-wards = Belum ada ruang. Ruang terbuka sendiri dari kiriman pertama.
joins-voice = Sumber utama
joins-by-hand = Tidak ada kiriman untuk ruang ini. Angkanya diisi petugas di papan ruang.
joins-by-person = disambung petugas
joins-numbers = kosong { $free } dari { $of }
joins-left-out = Tidak dipakai
joins-left-out-why = Baris ini tetap diterima dan disimpan, tetapi tidak dihitung.
joins-changed = Ruang ini baru saja diubah orang lain. Periksa lagi, lalu simpan.
joins-no-such-ward = Ruang itu tidak ada atau tidak dipakai lagi. Pilih ruang lain.
joins-ward-has-row = Ruang itu sudah tersambung dengan baris lain dari kiriman yang sama. Pindahkan baris itu dulu.
joins-no-such-row = Baris itu sudah dihapus oleh pengirimnya.
joins-waiting-notice = { $n } baris kiriman belum disambung ke ruang dan belum dihitung.
joins-waiting-todo = Sambungkan sekarang
channel-aplicares = Aplicares
channel-siranap = RS Online (SIRANAP)
channel-fhir = SATUSEHAT (FHIR)
channel-have = EDXL-HAVE
channel-upload = Berkas unggahan
row-not-registered = Baris { $row } belum terdaftar.
room-name-taken = Nama ruang ini sudah dipakai baris lain.
need-not-registered = Jenis ini belum terdaftar.
needs-too-many = Sudah { $max } jenis, paling banyak { $max }.
address-not-served = Layanan ini belum tersedia di Sigap.
body-not-xml = Bukan XML.
body-with-doctype = Memuat DOCTYPE.
body-too-many-wards = Lebih dari { $max } ruang.
body-without-wards = Tidak memuat ruang.

# Menghubungkan sistem
connect-title = Hubungkan SIMRS
connect-about = Sepuluh menit: pilih sistem, salin isian yang ditampilkan, lalu tunggu panggilan pertama di halaman berikutnya.
connect-which = Sistem yang dipakai
connect-unsure = Tidak yakin? Pilih Aplicares bila SIMRS Anda sudah mengirim tempat tidur ke BPJS, atau RS Online bila sudah mengirim ke Kemenkes.
connect-next = Buat kunci dan tampilkan isian
connect-by-file = Belum punya sistem yang dapat mengirim sendiri?
connect-upload = Unggah berkas Excel atau CSV
connect-step-key = Kunci dibuat
connect-step-key-done = Isian untuk SIMRS ditampilkan sekali saat kunci dibuat. Bila terlewat, buat rahasia baru di halaman kunci.
connect-step-call = Panggilan pertama
connect-called = Memanggil
connect-awaiting = Menunggu panggilan. Jalankan pengiriman dari SIMRS; halaman ini memeriksa setiap 3 detik.
connect-step-rows = Baris disambung ke ruang
connect-rows = { $n } baris diterima.
connect-rows-waiting = { $n } belum disambung.
connect-no-rows = Belum ada baris yang diterima.
connect-step-stage = Tahap
connect-stage-now = Sekarang: { $stage }.
connect-stage-next = Dinkes menaikkan tahap: latihan, bayangan, lalu publik.
connect-stage-do = Lihat tahap
connect-done = selesai
connect-waiting = menunggu
system-khanza-aplicares = SIMRS Khanza, lewat Aplicares
system-khanza-siranap = SIMRS Khanza, lewat RS Online (SIRANAP)
system-gos-siranap = SIMRS GOS, lewat RS Online (SIRANAP)
system-other-aplicares = Sistem lain, lewat Aplicares
system-other-siranap = Sistem lain, lewat RS Online (SIRANAP)
system-other-fhir = Sistem lain, lewat SATUSEHAT (FHIR)
system-other-have = Sistem lain, lewat EDXL-HAVE
system-khanza-aplicares-how = Buka berkas setting/database.xml di komputer yang menjalankan layanan Aplicares Khanza. Ganti tiga entri ini; dua yang terakhir disandikan dulu dengan alat enkripsi Khanza. Lalu jalankan ulang layanannya.
system-khanza-siranap-how = Buka berkas setting/database.xml di komputer yang menjalankan Khanza. Ganti tiga entri ini; ID dan kata sandi disandikan dulu dengan alat enkripsi Khanza. Lalu jalankan ulang layanannya.
system-gos-siranap-how = Buka pengaturan integrasi RS Online pada SIMRS GOS, lalu ganti alamat, ID, dan kunci dengan yang di bawah ini.
system-other-aplicares-how = Buka pengaturan Aplicares pada SIMRS, lalu ganti isinya dengan yang di bawah ini.
system-other-siranap-how = Buka pengaturan RS Online pada SIMRS, lalu ganti isinya dengan yang di bawah ini.
system-other-fhir-how = Buka pengaturan SATUSEHAT pada SIMRS, lalu ganti alamat, client id, dan client secret dengan yang di bawah ini.
system-other-have-how = Berikan alamat dan token ini kepada pengelola sistem pengirim. Token dikirim sebagai Authorization: Bearer.
setting-khanza-url-aplicare = URLAPIAPLICARE
setting-khanza-consid-aplicare = CONSIDAPIAPLICARE
setting-khanza-secret-aplicare = SECRETKEYAPIAPLICARE
setting-khanza-url-sirs = URLAPISIRS
setting-khanza-id-sirs = IDSIRS
setting-khanza-pass-sirs = PASSSIRS
setting-gos-url = Alamat (url)
setting-gos-id = ID
setting-gos-key = Kunci (key)
setting-rs-url = Alamat (URL RS Online)
setting-rs-id = X-rs-id
setting-rs-pass = X-pass
setting-fhir-auth = Alamat token (Auth URL)
setting-fhir-base = Alamat FHIR (Base URL)
setting-fhir-client = Client ID
setting-fhir-secret = Client secret
setting-fhir-organization = Organization ID
setting-have-url = Alamat
setting-have-token = Token
key-system = Sistem
key-system-wrong = Pilih salah satu sistem.
key-new-secret = Rahasia baru
key-missing = { $what } belum diisi pada halaman fasilitas.
key-missing-todo = Isi dulu, supaya kiriman tidak ditolak.
key-not-set = belum diisi
keys-no-kemenkes = Kode RS Kemenkes belum diisi pada halaman fasilitas. RS Online mengenali rumah sakit dari kode itu.

# Baca ulang, aliran kiriman, dan diam
problem-silent = Sistem tidak mengirim
problem-silent-todo = Periksa apakah SIMRS berjalan, tersambung ke internet, jamnya tepat, dan alamat serta rahasianya benar. Masalah ini hilang sendiri begitu kiriman datang lagi.
problem-last-call = Panggilan terakhir
problem-mark = Tanda isi:
problem-replay = Baca ulang
problem-replay-hint = Setelah penyebabnya diperbaiki. Angkanya berlaku untuk saat kiriman datang; laporan yang lebih baru tidak diganti.
problem-replayed = Sudah dibaca ulang.
problem-replayed-more = Isinya dipakai sebagai keadaan saat kiriman datang. Laporan yang lebih baru tidak diganti.
problem-gone = Masalah ini sudah selesai atau berubah.
problem-gone-more = Daftar di bawah ini adalah yang terbaru.
problem-still = Masih belum dapat dipakai.
problem-still-more = Masalahnya tetap disimpan. Yang masih salah:
problem-not-now = Belum dapat dibaca ulang.
problem-not-now-more = Sistem sedang sibuk. Coba lagi beberapa saat lagi.
problem-unopened = Isi yang disimpan tidak dapat dibuka. Minta SIMRS mengirim lagi.
feed-silent-since = Tidak ada panggilan selama lebih dari { $minutes } menit.
feeds-title = Aliran kiriman
feeds-about = Sistem yang mengirim jumlah tempat tidur fasilitas ini: kapan terakhir memanggil, dan apa jawabannya.
feeds-none = Belum ada sistem yang tersambung
feeds-none-todo = Admin fasilitas membuat kunci, lalu mengisikannya ke SIMRS.
feeds-list = Daftar sistem
feed-key = Sistem
feed-words = Percakapan terakhir
feed-no-words = Belum ada
feed-taken = diterima
feed-rooms = Ruang
feed-joined = { $n } tersambung
feed-waiting = { $n } menunggu keputusan
feed-left-out = { $n } tidak dipakai
feed-live = hidup
feed-late = terlambat
feed-silent = diam
feed-never = belum pernah
feed-off = dimatikan

# Alasan dari RS Online, EDXL-HAVE dan berkas
xml-encoding = Pengodean hurufnya tidak dikenal. Kirim dalam UTF-8.
xml-not-xml = Bukan XML.
xml-doctype = Memuat DOCTYPE. Kirim tanpa DOCTYPE.
xml-entity = Ada entitas yang tidak dikenal pada baris { $line }, kolom { $column }.
xml-prefix = Ada awalan nama tanpa xmlns pada baris { $line }, kolom { $column }.
xml-too-many-nodes = Lebih dari { $max } elemen.
xml-too-many-attributes = Satu elemen memuat lebih dari { $max } atribut.
xml-too-many-namespaces = Terlalu banyak deklarasi xmlns.
have-not-have = Bukan pesan EDXL-HAVE. Elemen terluar harus HospitalStatus.
have-no-hospital = Tidak memuat elemen Hospital.
have-twice = Ditulis lebih dari sekali.
have-not-time = Harus berupa tanggal dan jam, misalnya 2026-11-22T10:15:00+07:00.
have-not-point = Harus berisi lintang dan bujur dalam derajat.
have-free-though-none = Lebih dari 0, padahal CapacityStatus berisi NotAvailable.
have-types-share-count = Beberapa jenis memakai satu jumlah. Kirim satu BedCapacity untuk setiap jenis.
have-same-beds = Jenis yang sama sudah ada sebelumnya. Kirim satu jumlah saja.
have-same-hospital = Rumah sakit yang sama sudah ada sebelumnya dalam pesan ini.
have-too-many = Paling banyak { $max }.
have-not-actual = Ini latihan, uji coba, atau pembatalan. Datanya tidak dipakai.
file-empty = Berkas kosong.
file-too-large = Berkas lebih besar dari { $max } MB.
file-too-large-inside = Isi berkas terlalu besar setelah dibuka.
file-not-utf8 = Huruf dalam berkas tidak terbaca. Simpan sebagai CSV UTF-8 atau Excel (.xlsx).
file-unreadable = Berkas ini bukan tabel. Kirim Excel (.xlsx) atau CSV.
file-html = Berkas ini halaman web. Buka di Excel, lalu simpan sebagai .xlsx.
file-old-excel = Berkas Excel lama (.xls). Simpan sebagai .xlsx.
file-not-xlsx = Berkas ini bukan Excel (.xlsx).
file-damaged = Berkas rusak. Simpan ulang, lalu kirim kembali.
file-no-sheet = Berkas tidak memuat lembar kerja.
file-no-such-sheet = Lembar kerja itu tidak ada. Pilih yang lain.
file-too-many-rows = Lebih dari { $max } baris.
file-too-many-columns = Lebih dari { $max } kolom pada baris { $row }.
file-cell-too-long = Ada sel lebih panjang dari { $max } karakter pada baris { $row }.
file-too-much-text = Seluruh isi sel terlalu panjang. Hapus kolom keterangan yang panjang.
file-unclosed-quote = Tanda kutip pada baris { $row } tidak ditutup.
file-no-header = Baris judul kolom tidak ditemukan.
mapping-missing = Kolom untuk { $column ->
     [code] Kode ruang
     [name] Nama ruang
     [class] Kelas
     [bed_type] Jenis tempat tidur
     [sex] Jenis kelamin
     [capacity] Kapasitas
     [occupied] Terisi
     [free] Kosong
     [cleaning] Dibersihkan
     [blocked] Rusak
     [reserved] Dipesan
     [waiting_in_igd] Antrean IGD
     [counted_on] Tanggal
    *[counted_at] Waktu
    } tidak ada lagi di berkas ini. Pilih penggantinya.
mapping-doubled = Kolom untuk { $column ->
     [code] Kode ruang
     [name] Nama ruang
     [class] Kelas
     [bed_type] Jenis tempat tidur
     [sex] Jenis kelamin
     [capacity] Kapasitas
     [occupied] Terisi
     [free] Kosong
     [cleaning] Dibersihkan
     [blocked] Rusak
     [reserved] Dipesan
     [waiting_in_igd] Antrean IGD
     [counted_on] Tanggal
    *[counted_at] Waktu
    } ada lebih dari sekali di berkas ini. Ubah salah satu namanya.
mapping-twice = Ada lebih dari satu kolom untuk { $column ->
     [code] Kode ruang
     [name] Nama ruang
     [class] Kelas
     [bed_type] Jenis tempat tidur
     [sex] Jenis kelamin
     [capacity] Kapasitas
     [occupied] Terisi
     [free] Kosong
     [cleaning] Dibersihkan
     [blocked] Rusak
     [reserved] Dipesan
     [waiting_in_igd] Antrean IGD
     [counted_on] Tanggal
    *[counted_at] Waktu
    }. Pilih satu saja.
mapping-no-room = Pilih kolom untuk Kode ruang atau Nama ruang.
mapping-no-free = Pilih kolom untuk Kosong, atau untuk Kapasitas dan Terisi.
cell-formula = Berisi rumus tanpa hasil. Simpan ulang dari Excel, atau tulis nilainya.
cell-formula-error = Berisi galat rumus Excel.
cell-not-time = Harus berupa tanggal dan jam, misalnya 22/11/2026 10.15.
cell-only-time = Hanya memuat jam. Tulis juga tanggalnya.
cell-short-year = Tulis tahun dengan empat angka.
row-no-free = Isi Kosong, atau Kapasitas dan Terisi.
row-length = Ada { $have } sel, seharusnya { $want }.
row-twice = Ruang ini sama dengan baris { $row }.
