# Kata-kata kantor dinas kesehatan: hunian, indikator, laporan bulanan. en.ftl memakai nama yang sama.

## Umum
crumbs = Jejak halaman
unknown = belum diketahui
show = Tampilkan
back = Kembali
pages = Halaman
page-before = Sebelumnya
page-after = Berikutnya
may-be-empty = (boleh dikosongkan)
unit-days = { $n } hari
unit-times = { $n }× setahun
office-of = { $n } dari { $of }
month-1 = Januari
month-2 = Februari
month-3 = Maret
month-4 = April
month-5 = Mei
month-6 = Juni
month-7 = Juli
month-8 = Agustus
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Desember
month-runs = Bulan ini belum selesai
month-so-far = belum selesai, { $days } hari sudah lewat
estimate-hint = Perkiraan dihitung mesin dari laporan tempat tidur tiap jam: terisi = tempat tidur dikurangi yang kosong. Tempat tidur yang sedang dibersihkan ikut terhitung terisi. Pasien yang masuk dan pulang di antara dua laporan tidak terlihat.
inpatient-hint = Tempat tidur bayi, bersalin, dan IGD dihitung terpisah dan tidak masuk BOR.
never-ranked = Tidak ada peringkat: rumah sakit tersusun menurut nama.
case-mix-hint = Kisaran adalah acuan, bukan vonis. AvLOS tidak dinilai: tanpa campuran kasus, 4 hari tidak lebih buruk daripada 7. Kisaran 6–9 hari lebih tua daripada perawatan masa kini.

## Kepala tabel dan isian
c-matter = Perkara
c-figure = Jumlah
c-age = Paling lama
c-where = Buka
c-week = Minggu mulai
c-days-known = Hari terhitung
c-indicator = Indikator
c-number = No.
c-source = Sumber
c-note = Catatan
c-state = Keadaan
f-group = Kelas atau jenis
f-hospital = Rumah sakit
f-month = Bulan
f-remark = Catatan laporan
f-remark-hint = Ikut tercetak di laporan. Tanpa data pribadi.
f-beds = TT: tempat tidur
f-beds-hint = Tempat tidur rawat inap yang tersedia, rata-rata bulan itu.
f-patient-days = HP: hari perawatan
f-patient-days-hint = Jumlah sensus harian selama sebulan.
f-alive = Keluar hidup
f-alive-hint = Pulang, dirujuk, atau pulang atas permintaan sendiri.
f-died-early = Meninggal < 48 jam
f-died-early-hint = Sebelum 48 jam sejak masuk rawat inap.
f-died-late = Meninggal ≥ 48 jam
f-died-late-hint = 48 jam atau lebih sejak masuk rawat inap.
f-stay-days = LD: lama dirawat
f-stay-days-hint = Jumlah lama dirawat semua pasien keluar, hari.
f-bor = BOR menurut RS, %
f-bor-hint = Contoh: 75,0
f-avlos = AvLOS menurut RS, hari
f-avlos-hint = Contoh: 4,3
f-toi = TOI menurut RS, hari
f-toi-hint = Contoh: 1,5
f-bto = BTO menurut RS, kali sebulan
f-bto-hint = Contoh: 5,0
figures-whole = Isi bilangan bulat, misalnya 2.250.
figures-decimal = Isi angka dengan paling banyak tiga desimal, misalnya 75,0.
figures-too-large = Paling banyak { $max }.
figures-no-beds = Paling sedikit 1 tempat tidur.
figures-month = Bulan ini belum selesai, atau sudah lebih dari dua tahun lalu.
figures-changed = Angka ini sudah diubah orang lain. Muat ulang halaman untuk melihat yang terbaru.
figures-changed-meanwhile = Rekan Anda baru saja mengirim angka bulan ini. Isian Anda masih ada: bandingkan dengan versi terbaru di bawah, lalu kirim lagi.
report-not-over = Bulan ini belum selesai, jadi belum dapat ditutup.

## Kelompok tempat tidur
group-vvip = VVIP
group-vip = VIP
group-utama = Utama
group-1 = Kelas 1
group-2 = Kelas 2
group-3 = Kelas 3
group-kris = KRIS
group-none = Tanpa kelas
group-isolation = Isolasi
group-intensive = Perawatan intensif
group-psychiatric = Jiwa
group-perinatology = Perinatologi
group-delivery = Bersalin
group-emergency = IGD

## Indikator dan acuannya
indicator-bor = BOR
indicator-avlos = AvLOS
indicator-toi = TOI
indicator-bto = BTO
indicator-gdr = GDR
indicator-ndr = NDR
standard-kemenkes = Kemenkes
standard-barber-johnson = Barber–Johnson
references-cap = Kisaran acuan
source-told = Dari rumah sakit
source-counted = Perkiraan mesin
source-none = Belum cukup data
efficient = Daerah efisien
odd-count = { $n } hal perlu dilihat
odd-title = Ada yang perlu dilihat lagi
odd-lead = Angka Anda sudah tersimpan. Bila ada yang keliru, perbaiki dan kirim lagi; versi lama tetap ada.
odd-patients = HP { $hp } lebih dari TT × hari = { $beds }. Periksa HP, atau TT bila ada tempat tidur tambahan.
odd-discharged = Pasien keluar { $d } lebih dari yang mungkin dengan HP { $hp }. Periksa pasien keluar dan HP.
odd-stays = LD { $ld } kurang dari pasien keluar { $d }: setiap pasien dirawat paling sedikit 1 hari. Periksa LD.
odd-bor = BOR yang disebut { $stated } %, dari isian { $counted } %. Periksa BOR, HP, dan TT.
odd-avlos = AvLOS yang disebut { $stated }, dari isian { $counted }. Periksa AvLOS, LD, dan pasien keluar.
odd-toi = TOI yang disebut { $stated }, dari isian { $counted }. Periksa TOI, HP, dan pasien keluar.
odd-bto = BTO yang disebut { $stated }, dari isian { $counted }. Periksa BTO, pasien keluar, dan TT.
odd-lines = Garis BOR, TOI, dan BTO tidak bertemu di satu titik: terpaut { $apart } hari. Salah satu dari ketiganya keliru.

## Ringkasan kantor
office-title = Kantor dinas kesehatan
office-lead = Satu baris tiap perkara: berapa, sudah berapa lama, dan di mana.
office-occupied = tempat tidur rawat inap terisi saat ini
office-occupied-of = { $taken } dari { $beds } tempat tidur yang laporannya dihitung
office-nothing-known = Belum ada laporan yang dihitung
office-reporting = { $n } dari { $of }
office-reporting-what = rumah sakit laporannya dihitung
office-ways = Angka kantor
office-report = Laporan { $month }
office-matters = Yang perlu dilihat
office-open = Buka
office-and-more = { $names }, dan { $n } lagi
matter-silent = Rumah sakit tanpa laporan yang dihitung
matter-overdue = Rumah sakit yang laporannya terlambat
matter-cases = Keluhan keluarga menunggu keputusan
matter-cases-more = Dijawab rumah sakit, atau lewat 24 jam tanpa jawaban.
matter-problems = Laporan sistem rumah sakit yang tidak terbaca
matter-problems-more = Ada di halaman tiap fasilitas.
matter-quality = Lembar mutu data yang dapat dilihat
matter-quality-more = Satu per rumah sakit, tujuh hari setelah rumah sakit melihatnya.
matter-chances = Jenis tempat tidur yang peluangnya sudah teruji, belum ditampilkan
matter-chances-more = Anda memutuskan apakah warga melihatnya.

## Hunian
occupancy-title = Hunian
occupancy-lead = Tempat tidur terisi per hari, { $from } sampai { $to }.
occupancy-csv = CSV semua kelas
occupancy-all-groups = Semua kelas
occupancy-all-hospitals = Semua rumah sakit
occupancy-key = Pita: acuan 60–85 %. Bergaris: tidak cukup laporan hari itu. Garis tidak pernah disambung melewati celah.
occupancy-none = Belum ada hari yang terhitung
occupancy-none-more = Hunian tampil sehari setelah laporan pertama.
occupancy-by-group = Menurut kelas dan jenis
occupancy-by-hospital = Menurut rumah sakit: { $group }
piece-on = pada { $day }
piece-interval = 90 hari: { $least } – { $most }
piece-alt = Kurva hunian 90 hari: { $name }
piece-beds = { $n } tempat tidur
piece-known = { $pct } jam diketahui
piece-never = Belum pernah melapor
piece-table = Tabel per minggu
csv-day = tanggal
csv-of = rumah_sakit
csv-group = kelas
csv-beds = tempat_tidur
csv-occupied = terisi
csv-bor = BOR %
csv-known = jam_diketahui
csv-hours = jam_semua
csv-admitted = masuk
csv-discharged = keluar
csv-month = bulan
csv-source = sumber
csv-told = rumah sakit
csv-counted = perkiraan mesin
csv-avlos = AvLOS hari
csv-toi = TOI hari
csv-bto = BTO setahun
csv-gdr = GDR permil
csv-ndr = NDR permil
csv-days = hari
csv-known-pct = jam diketahui %

## Indikator
indicators-title = Indikator tempat tidur
hospitals-none = Belum ada rumah sakit
chart-title = Grafik Barber–Johnson
chart-alt = Grafik Barber–Johnson: TOI ke kanan, lama dirawat ke atas. Angkanya ada di tabel.
chart-across = TOI, hari
chart-upward = Lama dirawat (HP ÷ D), hari
chart-key = Titik penuh: angka rumah sakit. Titik kosong: perkiraan mesin. Nomor sama dengan tabel. Garis dari nol: BOR. Garis putus-putus: BTO setahun. Bidang berwarna: daerah efisien.
chart-none = Belum ada bulan dengan angka yang cukup untuk grafik ini.

## Halaman rumah sakit
hospital-title = Indikator rumah sakit
hospital-to-tell = Angka { $month } belum diisi
hospital-to-tell-why = Angka rumah sakit sendiri berdampingan dengan perkiraan mesin, dan dipakai di laporan bulanan kota.
hospital-months = Bulan demi bulan
hospital-known = { $days } hari terhitung, { $pct } jam diketahui
cell-counted = mesin { $value }
cell-differs = selisih { $value }
tell-for = Isi angka { $month }
tell-do = Isi angka
tell-mend = Perbaiki

## Angka bulanan rumah sakit
tell-title = Angka bulanan
tell-counts = Yang dihitung rumah sakit
tell-stated = Indikator yang sudah dihitung rumah sakit
tell-stated-why = Bila diisi, Sigap memeriksa apakah keempat garis bertemu di satu titik.
tell-save = Simpan
tell-results = Hasil hitungan
tell-versions = Versi yang tersimpan
tell-version = Versi { $n }
tell-summary = TT { $beds } · HP { $hp } · keluar { $d } · BOR { $bor }
done-told = Angka tersimpan.
done-told-odd = Angka tersimpan. Ada yang perlu dilihat lagi.

## Laporan bulanan
report-title = Laporan bulanan
report-lead = Laporan yang sudah ditutup tidak berubah lagi; koreksi menjadi nomor baru.
report-all = Semua laporan
report-of = Laporan { $month }
report-closed = Ditutup, nomor { $number }
report-closed-on = Nomor { $number }, ditutup { $when }
report-open = Belum ditutup
report-draft = Rancangan: angka saat ini, belum ditutup.
report-not-over-lead = Bulan ini belum selesai: { $days } hari sudah lewat. Angka masih berubah.
report-numbers = Nomor laporan
report-now = Angka saat ini
report-city = Ringkasan kota
report-told-by = Rumah sakit yang mengisi angka bulan ini
report-known = Jam yang diketahui dari laporan tempat tidur
report-odd = Yang perlu dilihat lagi oleh rumah sakit
report-close = Tutup laporan
report-close-again = Tutup lagi dengan nomor baru
report-close-what = Angka dibekukan dengan nomor, waktu, dan petugasnya, agar yang ditandatangani dapat dicetak ulang sama persis.
done-closed = Laporan ditutup.

## Di kertas
report-pdf = PDF untuk ditandatangani
paper-title = Laporan penggunaan tempat tidur rumah sakit
paper-draft = rancangan
paper-mark-draft = RANCANGAN
paper-mark-not-over = BULAN BERJALAN
paper-hospitals = Rumah sakit
paper-known = Jam diketahui
paper-chart-key = Titik penuh: angka rumah sakit. Titik kosong: perkiraan mesin. Nomor seperti di tabel. Bidang kelabu: daerah efisien.
paper-no-remark = Tidak ada catatan.
paper-source = Sumber: Sigap, laporan tempat tidur tiap jam dan angka bulanan rumah sakit
paper-at = Data { $when }
paper-nip = NIP
paper-made-by = Disusun oleh
paper-known-by = Mengetahui, Kepala Dinas Kesehatan
sheet-indicators = Indikator
sheet-told = Angka rumah sakit
