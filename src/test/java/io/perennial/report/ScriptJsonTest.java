package io.perennial.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class ScriptJsonTest {
  @Test
  void nothingInItCanEndAScriptOrALine() throws IOException {
    String hostile = "</script><!--<script>&'\"\u2028\u2029{{1}}";

    String json = ScriptJson.write(Map.of("name", hostile));

    assertThat(json).doesNotContain("<", ">", "&", "'", "\u2028", "\u2029");
    assertThat(new ObjectMapper().readTree(json).get("name").asText()).isEqualTo(hostile);
  }
}
