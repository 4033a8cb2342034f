package io.perennial.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class TextsTest {
  private static final Pattern PLACE = Pattern.compile("\\{\\d+}");

  @Test
  void bothLanguagesSayTheSameThings() {
    Texts english = new Texts("en");
    Texts french = new Texts("fr");
    assertThat(french.all().keySet()).isEqualTo(english.all().keySet());
    for (String key : english.all().stringPropertyNames()) {
      assertThat(places(french, key)).as(key).isEqualTo(places(english, key));
    }
  }

  private static Set<String> places(Texts texts, String key) {
    Set<String> places = new TreeSet<>();
    PLACE
        .matcher(texts.all().getProperty(key))
        .results()
        .map(MatchResult::group)
        .forEach(places::add);
    return places;
  }

  @Test
  void valuesThatLookLikePlacesStayAsTheyAre() {
    assertThat(new Texts("en").of("facts.currency", "{0} {1} $1"))
        .isEqualTo("Amounts in {0} {1} $1");
  }

  @Test
  void frenchCountsNoneAndOneAsOne() {
    assertThat(new Texts("fr").counted("targets.finding", 0, "0"))
        .isEqualTo("0 client mérite une action.");
    assertThat(new Texts("en").counted("targets.finding", 0, "0"))
        .isEqualTo("0 customers are worth acting on.");
  }
}
