//! Korean particles, which depend on how the word before them ends.

/// How the last sound of a word is, as far as it can be known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Consonant,
    Vowel,
    Unknown,
}

fn ending(word: &str) -> Ending {
    const SYLLABLES: std::ops::RangeInclusive<char> = '가'..='힣';
    const FINALS: u32 = 28;
    let last = word.trim_end().chars().rev().find(|c| c.is_alphanumeric());
    match last {
        Some(c) if SYLLABLES.contains(&c) => {
            if (u32::from(c) - u32::from('가')).is_multiple_of(FINALS) {
                Ending::Vowel
            } else {
                Ending::Consonant
            }
        }
        // the digits as they are read: 영 일 삼 육 칠 팔 end in a consonant
        Some('0' | '1' | '3' | '6' | '7' | '8') => Ending::Consonant,
        Some('2' | '4' | '5' | '9') => Ending::Vowel,
        _ => Ending::Unknown,
    }
}

/// The word with its subject particle: `결제가`, `택시 호출이`, `Taxi이(가)`.
pub fn subject(word: &str) -> String {
    let particle = match ending(word) {
        Ending::Consonant => "이",
        Ending::Vowel => "가",
        Ending::Unknown => "이(가)",
    };
    format!("{word}{particle}")
}

#[cfg(test)]
mod tests {
    use super::subject;

    #[test]
    fn the_particle_follows_the_last_sound() {
        for (word, said) in [
            ("택시 호출", "택시 호출이"),
            ("송금 ", "송금 이"),
            ("대리운전 호출 2", "대리운전 호출 2가"),
            ("지도(검색)", "지도(검색)이"),
            ("음악", "음악이"),
            ("온라인 결제", "온라인 결제가"),
            ("Taxi", "Taxi이(가)"),
            ("", "이(가)"),
        ] {
            assert_eq!(subject(word), said);
        }
    }
}
