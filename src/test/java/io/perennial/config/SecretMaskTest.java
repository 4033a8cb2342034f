package io.perennial.config;

import static org.assertj.core.api.Assertions.assertThat;

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
      })
  void valueOfSecretKeyIsHidden(String option) {
    assertThat(SecretMask.apply("perennial.input.options." + option, "hunter2"))
        .isEqualTo("******");
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "dbtable", "partitionColumn", "header", "keyspace"})
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
}
