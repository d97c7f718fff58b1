package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CategoryTermsTest {
  private static final String OWN = "own:important";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pd:Name",
        "pd:MedicalHealth",
        "dpv:PersonalData",
        "dpv:SpecialCategoryPersonalData",
        OWN,
        "cn-law:important.2024",
        "us:10k",
      })
  void termsOfTheTableAndOnesOwnAreKnown(String term) {
    assertThat(CategoryTerms.isKnown(term)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pd:MedicalHelth  | 'pd:MedicalHelth' is no term of the Data Privacy Vocabulary 2.3 (did you mean 'pd:MedicalHealth'?); expected one such as pd:MedicalHealth, or a term of your own such as own:important.
          pd:name          | 'pd:name' is no term of the Data Privacy Vocabulary 2.3 (did you mean 'pd:Name'?); expected one such as pd:MedicalHealth, or a term of your own such as own:important.
          dpv:NoSuchNotion | 'dpv:NoSuchNotion' is no term of the Data Privacy Vocabulary 2.3; expected one such as pd:MedicalHealth, or a term of your own such as own:important.
          pd:              | 'pd:' is no term of the Data Privacy Vocabulary 2.3; expected one such as pd:MedicalHealth, or a term of your own such as own:important.
          Name             | 'Name' is no category (did you mean 'pd:Name'?); expected PREFIX:NAME with a lower-case prefix, such as pd:MedicalHealth or own:important.
          PD:Name          | 'PD:Name' is no category (did you mean 'pd:Name'?); expected PREFIX:NAME with a lower-case prefix, such as pd:MedicalHealth or own:important.
          important        | 'important' is no category; expected PREFIX:NAME with a lower-case prefix, such as pd:MedicalHealth or own:important.
          own:very new     | 'own:very new' is no category; expected PREFIX:NAME with a lower-case prefix, such as pd:MedicalHealth or own:important.
          own:             | 'own:' is no category; expected PREFIX:NAME with a lower-case prefix, such as pd:MedicalHealth or own:important.
          """)
  void anUnknownTermIsNamedWithWhatWasMeant(String term, String problem) {
    assertThat(CategoryTerms.isKnown(term)).isFalse();
    assertThat(CategoryTerms.problem(term)).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource({
    "pd:Genetic, pd:MedicalHealth, true, true",
    "pd:MedicalHealth, pd:Genetic, false, true",
    "pd:Genetic, pd:Genetic, true, true",
    "pd:Genetic, dpv:SpecialCategoryPersonalData, true, true",
    "pd:Biometric, pd:Identifying, true, true",
    "pd:Biometric, dpv:SpecialCategoryPersonalData, true, true",
    "pd:Identifying, dpv:SpecialCategoryPersonalData, false, true",
    "pd:Name, pd:Genetic, false, false",
    "pd:Name, dpv:SpecialCategoryPersonalData, false, false",
    "dpv:PersonalData, pd:Name, false, true",
    "own:important, own:important, true, true",
    "own:important, own:Important, false, false",
    "own:important, dpv:PersonalData, false, false",
    "pd:Name, own:important, false, false",
  })
  void anAllowReadsNarrowlyAndADenyWidely(String term, String of, boolean inside, boolean touched) {
    assertThat(CategoryTerms.isInside(term, of)).isEqualTo(inside);
    assertThat(CategoryTerms.isTouchedBy(term, of)).isEqualTo(touched);
  }

  @Test
  void everyTermOfTheTableIsPersonalDataAndNoneIsBroaderThanItself() {
    assertThat(CodeTable.keyed("dpv-pd.txt"))
        .hasSize(233)
        .allSatisfy(
            (term, broader) -> {
              assertThat(CategoryTerms.isKnown(term)).isTrue();
              assertThat(broader).allMatch(CategoryTerms::isKnown).doesNotContain(term);
              assertThat(CategoryTerms.isInside(term, "dpv:PersonalData")).isTrue();
              assertThat(broader).noneMatch(above -> CategoryTerms.isInside(above, term));
            });
  }

  @Property(tries = 300)
  void whatIsInsideIsTouchedAndTouchingHasNoDirection(
      @ForAll("terms") String a, @ForAll("terms") String b) {
    assertThat(CategoryTerms.isTouchedBy(a, b)).isEqualTo(CategoryTerms.isTouchedBy(b, a));
    if (CategoryTerms.isInside(a, b)) {
      assertThat(CategoryTerms.isTouchedBy(a, b)).isTrue();
    }
  }

  @Test
  void aTermIsInsideWhateverItsBroaderTermsAreInside() {
    Map<String, List<String>> table = CodeTable.keyed("dpv-pd.txt");
    table.forEach(
        (term, broader) ->
            broader.forEach(
                above ->
                    assertThat(table.keySet())
                        .filteredOn(of -> CategoryTerms.isInside(above, of))
                        .allMatch(of -> CategoryTerms.isInside(term, of))));
  }

  @Provide
  Arbitrary<String> terms() {
    List<String> terms = new ArrayList<>(new TreeSet<>(CodeTable.keyed("dpv-pd.txt").keySet()));
    terms.add("dpv:PersonalData");
    terms.add(OWN);
    return Arbitraries.of(terms);
  }
}
