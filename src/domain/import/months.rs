//! Months in the languages that phones write them in, folded: abbreviated and whole, as in "28 mars 2024" and
//! "28 марта 2024 г.". No word is in two rows.

/// English, German, French, Spanish, Portuguese, Italian, Dutch, Danish, Norwegian, Swedish, Finnish, Polish, Czech,
/// Hungarian, Romanian, Turkish, Indonesian, Russian, Ukrainian, Greek.
const MONTHS: [&str; 12] = [
    "jan january januar janner janv janvier ene enero janeiro gen gennaio januari tammi tammik tammikuuta \
     sty stycznia styczen led ledna leden ian ianuarie oca ocak янв января январь січ січня ιαν ιανουαριου",
    "feb february februar febr fev fevr fevrier febrero fevereiro febbraio februari helmi helmik helmikuuta lut lutego \
     luty uno unora unor februarie sub subat фев февр февраля февраль лют лютого φεβ φεβρουαριου pebruari",
    "mar march marz mrz maerz mars marzo marco mrt maart marts maalis maalisk maaliskuuta marca marzec bre brezna brezen \
     marc marcius mart martie maret мар марта март бер березня μαρ μαρτιου",
    "apr april avr avril abr abril aprile huhti huhtik huhtikuuta kwi kwietnia kwiecien dub dubna duben aprilis aprilie \
     nis nisan апр апреля апрель кві квітня απρ απριλιου",
    "may mai mayo maio mag maggio mei maj touko toukok toukokuuta maja kve kvetna kveten majus mayis мая май тра травня \
     μαι μαιου",
    "jun june juni juin junio junho giu giugno kesa kesak kesakuuta cze czerwca czerwiec cvn cervna cerven junius iun \
     iunie haz haziran июн июня июнь чер червня ιουν ιουνιου",
    "jul july juli juil juillet julio julho lug luglio heina heinak heinakuuta lip lipca lipiec cvc cervence cervenec \
     julius iul iulie tem temmuz июл июля июль лип липня ιουλ ιουλιου",
    "aug august aout ago agosto augustus elo elok elokuuta sie sierpnia sierpien srp srpna srpen augusztus agu agustos \
     agt agustus авг августа август сер серпня αυγ αυγουστου augusti",
    "sep sept september septembre septiembre set setembro settembre syys syysk syyskuuta wrz wrzesnia wrzesien zar zari \
     szept szeptember septembrie eyl eylul сен сент сентября сентябрь вер вересня σεπ σεπτεμβριου",
    "oct october okt oktober octobre octubre out outubro ott ottobre loka lokak lokakuuta paz pazdziernika pazdziernik \
     rij rijna rijen oktobar octombrie eki ekim окт октября октябрь жов жовтня οκτ οκτωβριου",
    "nov november novembre noviembre novembro marras marrask marraskuuta lis listopada listopad noiembrie kas kasim \
     ноя нояб ноября ноябрь лис листопада νοε νοεμβριου",
    "dec december dez dezember decembre dic diciembre dezembro dicembre des desember joulu jouluk joulukuuta gru grudnia \
     grudzien pro prosince prosinec decembrie ara aralik дек декабря декабрь гру грудня δεκ δεκεμβριου",
];

/// The number of a month, from 1.
pub(super) fn month(word: &str) -> Option<u32> {
    let found = MONTHS.iter().position(|names| names.split_ascii_whitespace().any(|name| name == word))?;
    u32::try_from(found + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import::fold::fold;

    #[test]
    fn no_word_means_two_months_and_every_word_is_folded() {
        for (place, names) in MONTHS.iter().enumerate() {
            for name in names.split_ascii_whitespace() {
                assert_eq!(fold(name), name);
                assert_eq!(month(name), u32::try_from(place + 1).ok(), "{name}");
            }
        }
    }
}
