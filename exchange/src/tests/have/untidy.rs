//! What is untidy and still can mean one thing only is taken.

use super::{bed_with, message_with, summary};

const HOSPITAL: &str = "3374999 \"RS Rekaan\" 2026-11-22T03:15:00Z";

fn check_bed(inner: &str, line: &str) {
    assert_eq!(summary(bed_with(inner).as_bytes()), Ok(format!("{HOSPITAL} [{line}]")), "{inner}");
}

fn check(inner: &str, rest: &str) {
    assert_eq!(summary(message_with(inner).as_bytes()), Ok(format!("{HOSPITAL} {rest}")), "{inner}");
}

#[test]
fn a_status_without_a_count_is_unknown_unless_it_says_none() {
    for (status, line) in [
        ("Vacant/Available", "AdultICU yes ?/10"),
        ("VacantAvailable", "AdultICU yes ?/10"),
        ("Vacant_Available", "AdultICU yes ?/10"),
        (" vacant / available ", "AdultICU yes ?/10"),
        ("NotAvailable", "AdultICU no 0/10"),
        ("not available", "AdultICU no 0/10"),
        ("Unknown", "AdultICU ? ?/10"),
        ("", "AdultICU ? ?/10"),
    ] {
        check_bed(
            &format!(
                "<BedType>AdultICU</BedType><Capacity><CapacityStatus>{status}</CapacityStatus><BaselineCount>10</BaselineCount></Capacity>"
            ),
            line,
        );
    }
}

#[test]
fn a_count_is_read_in_every_usual_spelling() {
    for (text, count) in [
        ("7", "7"),
        (" 007 ", "7"),
        ("+7", "7"),
        ("7.0", "7"),
        ("<!-- sisa -->7", "7"),
        ("1<!-- -->2", "12"),
        ("<![CDATA[7]]>", "7"),
        ("&#55;", "7"),
        ("0", "0"),
        ("-0", "0"),
        ("", "?"),
        ("  ", "?"),
    ] {
        check_bed(
            &format!("<BedType>Burn</BedType><Capacity><AvailableCount>{text}</AvailableCount></Capacity>"),
            &format!("Burn ? {count}/?"),
        );
    }
}

#[test]
fn bed_types_are_found_in_any_case_and_unknown_ones_are_kept() {
    for (text, line) in [
        ("adulticu", "AdultICU ? ?/?"),
        ("Adult ICU", "AdultICU ? ?/?"),
        ("Negative-Flow Isolation", "NegativeFlowIsolation ? ?/?"),
        ("CholeraTreatment", "\"CholeraTreatment\" ? ?/?"),
        ("  Ruang \n VK ", "\"Ruang VK\" ? ?/?"),
    ] {
        check_bed(&format!("<BedType>{text}</BedType>"), line);
    }
}

#[test]
fn each_capacity_belongs_to_the_type_or_the_part_before_it() {
    check_bed(
        "<BedType>AdultICU</BedType><Capacity><CapacityStatus>Vacant/Available</CapacityStatus></Capacity>\
         <SubCategoryBedType>Bedah</SubCategoryBedType><Capacity><AvailableCount>2</AvailableCount></Capacity>\
         <SubCategoryBedType>Jantung</SubCategoryBedType><Capacity><AvailableCount>3</AvailableCount></Capacity>\
         <CommentText>tiga lantai</CommentText>",
        "AdultICU yes ?/?, AdultICU/Bedah ? 2/?, AdultICU/Jantung ? 3/?",
    );
    check_bed(
        "<BedType>Burn</BedType><Capacity><AvailableCount>2</AvailableCount></Capacity>\
         <BedType>Pediatrics</BedType><Capacity><AvailableCount>3</AvailableCount></Capacity>",
        "Burn ? 2/?, Pediatrics ? 3/?",
    );
    check_bed(
        "<BedType>Burn</BedType><SubCategoryBedType>A</SubCategoryBedType><SubCategoryBedType>B</SubCategoryBedType>\
         <Capacity><AvailableCount>2</AvailableCount></Capacity>",
        "Burn/A, B ? 2/?",
    );
}

#[test]
fn counts_without_their_wrapper_and_doubled_wrappers_are_taken() {
    check_bed("<BedType>Burn</BedType><AvailableCount>2</AvailableCount><BaselineCount>4</BaselineCount>", "Burn ? 2/4");
    check_bed("<BedType>Burn</BedType><Capacity><Capacity><AvailableCount>2</AvailableCount></Capacity></Capacity>", "Burn ? 2/?");
    check_bed("<BedCapacity><BedType>Burn</BedType></BedCapacity>", "Burn ? ?/?");
    check("<BedCapacity><BedType>Burn</BedType></BedCapacity>", "[Burn ? ?/?]");
    check(
        "<hospitalbedcapacitystatus><HospitalBedCapacityStatus><BEDCAPACITY><bedtype>Burn</bedtype></BEDCAPACITY>\
         <BedCapacity><BedType>Pediatrics</BedType></BedCapacity></HospitalBedCapacityStatus></hospitalbedcapacitystatus>",
        "[Burn ? ?/?, Pediatrics ? ?/?]",
    );
}

#[test]
fn an_emergency_department_is_read_as_far_as_it_speaks() {
    check("<EmergencyDepartmentStatus/>", "[] ED ? None can ?,?,?,? has ?,?,?,? wait ? ?");
    check(
        "<EmergencyDepartmentStatus><EMSTrafficStatus>Unknown</EMSTrafficStatus><EMSCensus><TriageCount><TriageCode>\
         <TriageCodeValue>black</TriageCodeValue><TriageCountQuantity>0</TriageCountQuantity></TriageCode><TriageCode><TriageCodeValue>Putih\
         </TriageCodeValue><TriageCountQuantity>9</TriageCountQuantity></TriageCode></TriageCount></EMSCensus></EmergencyDepartmentStatus>",
        "[] ED ? None can ?,?,?,? has ?,?,?,0 wait ? ?",
    );
    check("<HospitalFacilityStatus><FacilityStatus>closed</FacilityStatus></HospitalFacilityStatus>", "[] facility Closed");
}

#[test]
fn who_reports_is_found_where_it_is_usually_written() {
    let time = "<LastUpdateTime>2026-11-22T03:15:00Z</LastUpdateTime>";
    for (organization, who) in [
        ("<OrganisationName ID=\"A1\"/>", "A1 \"?\""),
        ("<OrganisationName><NameElement>RS</NameElement><NameElement>Rekaan</NameElement></OrganisationName>", "? \"RS Rekaan\""),
        ("<OrganizationName OrganizationID=\" A 1 \"><NameElement>R&amp;S</NameElement></OrganizationName>", "A 1 \"R&S\""),
    ] {
        for (open, close) in [("<OrganizationInformation>", "</OrganizationInformation>"), ("", "")] {
            let body = format!(
                "<HospitalStatus><Hospital><Organization>{open}{organization}{close}</Organization>{time}</Hospital></HospitalStatus>"
            );
            assert_eq!(summary(body.as_bytes()), Ok(format!("{who} 2026-11-22T03:15:00Z []")), "{body}");
        }
    }
}

#[test]
fn a_report_within_its_envelope_is_taken_when_it_is_meant() {
    let report = message_with("");
    let other = report.replace("3374999", "3374998");
    let envelope = |status: &str, kind: &str| {
        format!(
            "<EDXLDistribution xmlns=\"urn:oasis:names:tc:emergency:EDXL:DE:1.0\"><distributionStatus>{status}</distributionStatus>\
             <distributionType>{kind}</distributionType><contentObject><xmlContent><embeddedXMLContent>{report}</embeddedXMLContent>\
             </xmlContent></contentObject><contentObject><xmlContent><embeddedXMLContent>{other}</embeddedXMLContent></xmlContent>\
             </contentObject></EDXLDistribution>"
        )
    };
    assert_eq!(
        summary(envelope("Actual", "Report").as_bytes()),
        Ok(format!("{HOSPITAL} [] | {} []", HOSPITAL.replace("3374999", "3374998")))
    );
    for (status, kind, sentence) in [
        (
            "<a><v:Value xmlns:v=\"ct\">Test</v:Value></a>",
            "Report",
            "Kolom distributionStatus menyatakan latihan, uji coba, atau pembatalan. Data tidak dipakai.",
        ),
        ("Exercise", "Report", "Kolom distributionStatus menyatakan latihan, uji coba, atau pembatalan. Data tidak dipakai."),
        ("Test", "Report", "Kolom distributionStatus menyatakan latihan, uji coba, atau pembatalan. Data tidak dipakai."),
        ("Actual", "Cancel", "Kolom distributionType menyatakan latihan, uji coba, atau pembatalan. Data tidak dipakai."),
    ] {
        assert_eq!(summary(envelope(status, kind).as_bytes()), Err(sentence.to_owned()));
    }
}
