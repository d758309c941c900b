//! The public face of the room administration: its routes. It has no tables of its own.
#![doc = include_str!("../README.md")]

mod grants;
mod names;
mod pages;
mod service;
mod sight;
mod telling;

use sigap_access::Action::{Administer, ManageStaff, ReadAccessLog, ReadJournal, ReadStaff};
use sigap_web::{Floor, Guard, Routes};

/// The routes of the room.
#[must_use]
pub fn routes() -> Routes<Floor> {
    let (see, manage) = (Guard::Action(ReadStaff), Guard::Action(ManageStaff));
    Routes::new()
        // Who works with Sigap
        .get("/petugas", see, pages::staff::list)
        .get("/petugas/baru", manage, pages::newcomer::form)
        .post("/petugas/baru", manage, pages::newcomer::add)
        .get("/petugas/{user}", see, pages::person::show)
        .post("/petugas/{user}/profil", manage, pages::person::profile)
        .post("/petugas/{user}/peran", manage, pages::person::grants)
        .post("/petugas/{user}/kata-sandi", manage, pages::person::password)
        .post("/petugas/{user}/kode", manage, pages::person::second_factor)
        .post("/petugas/{user}/keluarkan", manage, pages::person::log_out)
        .post("/petugas/{user}/aktif", manage, pages::person::disabled)
        // What happened
        .get("/jurnal", Guard::Action(ReadJournal), pages::journal::list)
        .post("/jurnal/periksa", Guard::Action(ReadJournal), pages::journal::verify)
        .get("/log-baca", Guard::Action(ReadAccessLog), pages::reading_log::list)
        // Work that was given up
        .get("/pekerjaan", Guard::Action(Administer), pages::jobs::list)
        .post("/pekerjaan/{job}/coba", Guard::Action(Administer), pages::jobs::try_again)
        // One's own account
        .get("/akun", Guard::Person, pages::account::show)
        .post("/akun/kata-sandi", Guard::Person, pages::account::password)
        .post("/akun/keluar", Guard::Person, pages::account::log_out)
}

#[cfg(test)]
mod tests;
