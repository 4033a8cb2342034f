package io.perennial.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "truststorePassword",
        "fs.s3a.secret.key",
        "fs.s3a.access.key",
        "fs.azure.account.key.shop.dfs.core.windows.net",
        "sfToken",
        "api-key",
        "apiKey",
        "private_key",
        "credentials",
        "PWD",
        "es.net.http.auth.pass",
        "dbPass",
        "pass",
        "kafka.sasl.jaas.config",
        "fs.s3a.encryption.key",
        "parquet.encryption.key.list",
        "fs.s3a.server-side-encryption.key",
        "passcode",
        "jwt",
        "sas",
        "fs.azure.sas",
        "Authorization",
      })
  void valueOfSecretKeyIsHidden(String option) {
    assertThat(SecretMask.apply("perennial.input.options." + option, "hunter2"))
        .isEqualTo("******");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user",
        "dbtable",
        "partitionColumn",
        "header",
        "keyspace",
        "compass",
        "passenger",
        "author",
        "keyCol",
        "design"
      })
  void valueOfOtherKeyIsShown(String option) {
    assertThat(SecretMask.apply("perennial.input.options." + option, "shown")).isEqualTo("shown");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s3a://KEY:SECRET@bucket/x                   | s3a://******@bucket/x",
        "https://ghp_abc@example.com/x               | https://******@example.com/x",
        "jdbc:pg://u:p@ss@db/x                       | jdbc:pg://******@db/x",
        "jdbc:pg://db/x?user=u&password=p&ssl=true   | jdbc:pg://db/x?user=u&password=******&ssl=true",
        "jdbc:sqlserver://db;user=u;Password={a;b};x=1 | jdbc:sqlserver://db;user=u;Password=******;x=1",
        "jdbc:oracle:thin:scott/tiger@//db:1521/x    | jdbc:oracle:thin:******@//db:1521/x",
        "https://h/x?sv=1&sig=abc%3D                 | https://h/x?sv=1&sig=******",
        "https://h/x?access_token=abc                | https://h/x?access_token=******",
        "abfss://data@shop.dfs.core.windows.net/in   | abfss://data@shop.dfs.core.windows.net/in",
        "hdfs://nn:8020/user/a@b/in                  | hdfs://nn:8020/user/a@b/in",
        "country = 'DE' AND design = 1               | country = 'DE' AND design = 1",
      })
  void secretInsideValueIsHidden(String value, String shown) {
    assertThat(SecretMask.text(value)).isEqualTo(shown);
  }

  /** The secrets hold "hunter", what may be shown holds "seen". */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "es.net.http.auth.pass=hunter3, header=seen",
        "dbPass = hunter",
        "kafka.sasl.jaas.config = X required username=\"u\" password=\"hunter5\"; seen",
        "X required username=\"seen\" password=\"hunter5 and; more hunter\";",
        "{\"headers\": \"Authorization: Bearer hunter7\", \"x\": \"seen\"}",
        "Authorization: Basic aHVudGVy:hunter",
        "sent Bearer hunter.hunter-hunter to seen",
        "fs.s3a.encryption.key=hunter",
        "parquet.encryption.key.list: k1:hunter, k2:hunter",
        "passcode=hunter&seen=1",
        "?jwt=hunter",
        "BlobEndpoint=https://seen/;sas=hunter;seen=1",
        "{\"password\": \"hunter2\", \"seen\": 1}",
        "{\\\"password\\\": \\\"hunter2\\\", \\\"seen\\\": 1}",
        "{'password': 'hunter, hunter', 'seen': 1}",
        "password: hunter2",
        "password : hunter2",
        "password => hunter2",
        "jdbc:mysql://u:pa/hunter6@h/seen",
        "jdbc:mysql://u:pa#hunter6@h/seen",
        "jdbc:mysql://u:pa?hunter6@h/seen",
        "s3a://KEY:ab/hunter@seen",
        "s3a://KEY:ab/hunter+/x@seen/y",
        "x?pass=hunter is not there, seen",
        "x?password=hunter,hunter",
        "password=hunter,hunter",
        "password=hunter hunter",
        "password = hunter, hunter, header = seen",
        "password=hunter hunter header=seen",
        "jdbc:sqlserver://seen;password=\"hunter;hunter\";x=seen",
        "jdbc:sqlserver://seen;password={hunter;hunter};x=seen",
        "jdbc:sqlserver://seen;password=hunter hunter;x=seen",
        "--password=hunter",
        "-Djavax.net.ssl.keyStorePassword=hunter -Dx=seen",
        "load('x?password=hunter', 'seen')",
        "'password=hunter' seen",
        "password=\"hunter\"\"hunter\" seen=1",
        "password=\"hunter without an end, ",
        "client_secret=hunter\nseen",
        "AWS_SECRET_ACCESS_KEY=hunter",
        "SharedAccessSignature=hunter",
      })
  void noSecretIsShown(String text) {
    String shown = SecretMask.text(text);
    assertThat(shown).contains("******").doesNotContain("hunter");
    assertThat(shown.contains("seen")).isEqualTo(text.contains("seen"));
    assertThat(SecretMask.text(shown)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hdfs://nn:8020/user/a@b/in",
        "https://h/x?mail=a@b",
        "file:///a/b:c@d",
        "the author: somebody, compass: north",
        "1998-06-30 12:30:00 and a = b",
        "perennial.input.columns.customer = \"cid\"",
        "cast(token as string)",
      })
  void whatIsNoSecretIsShown(String text) {
    assertThat(SecretMask.text(text)).isEqualTo(text);
  }

  /** Repeats of what patterns begin with, of 300 KB: seconds are for slow machines. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a.",
        "-",
        " ",
        "://",
        "://a:",
        "://a:b@",
        "password",
        "password=",
        "=",
        ":",
        "\"",
        "\\\"",
        "\\",
        ",",
        "password ",
        "password, ",
        "pass=\"",
        "{",
        "jdbc:oracle:thin:",
        "Bearer ",
        "&pass=x",
        "é",
        "pass= a ,"
      })
  void takesTimeInProportionToTheText(String piece) {
    String text = piece.repeat(300_000 / piece.length());
    assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          SecretMask.text(text);
          SecretMask.text("password=" + text);
          SecretMask.json(("{\"" + text + "\"").getBytes(StandardCharsets.UTF_8));
        });
  }

  @Test
  void jsonKeepsItsForm() {
    String json =
        "{\n  \"reason\" : \"x?password=hunter \\\"y\\\" \\u00e9\\nz\",\n  \"n\" : 1.50, \"k\" : [ \"s3a://k:s@b\" ]\n}\n";
    assertThat(
            new String(
                SecretMask.json(json.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
        .isEqualTo(json.replace("hunter", "******").replace("k:s@", "******@"));
  }
}
