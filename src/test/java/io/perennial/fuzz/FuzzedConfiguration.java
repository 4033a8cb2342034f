package io.perennial.fuzz;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * A configuration made of a seed, over a real input: odd values under real keys, and expressions of
 * every kind.
 */
record FuzzedConfiguration(String content, String[] options) {
  private static final List<String> VALUES =
      List.of(
          "-1",
          "0",
          "1",
          "2",
          "0.5",
          "1e308",
          "-1e308",
          "NaN",
          "1e-320",
          "99999999999999999999",
          "2147483648",
          "null",
          "true",
          "\"\"",
          "\" \"",
          "[]",
          "[null]",
          "[1, 2]",
          "[bg-nbd, nbd]",
          "{ a = 1 }",
          "{}",
          "\"2024-01-01\"",
          "\"+12345-01-01\"",
          "\"9999-12-31\"",
          "yes",
          "${NOT_SET}",
          "${?NOT_SET}",
          "${perennial.clv.margin}",
          "\"Pacific/Apia\"",
          "\"Mars/Base\"",
          "\"+25:00\"",
          "week",
          "day",
          "orc",
          "json",
          "\"../..\"",
          "\"file:/dev/null\"",
          "\"hdfs://nowhere.invalid/x\"",
          "\"s3a://bucket/x\"",
          "\"[a\"",
          "\"jdbc:nothing://u:" + FuzzedInput.SECRET + "@h/x\"",
          "\"\\u0000\"",
          "\"😀\"");

  private static final List<String> BROKEN =
      List.of(
          "{",
          "}",
          "a = ",
          "= 1",
          "include \"nowhere\"",
          "\"\"\"",
          "x = ${x}",
          "a.b.c.d = 1",
          "perennial.input.pth = x",
          "perennial = 3",
          "perennial.clv = []",
          "\\",
          "\u0001");

  private static final List<String> COLUMNS = List.of("customer_id", "txn_date", "amount", "units");

  private static final List<String> EXPRESSIONS =
      List.of(
          "%s",
          "`%s`",
          "%s.x",
          "abs(%s)",
          "upper(%s)",
          "to_date(%s, 'yyyyMMdd')",
          "to_timestamp(CAST(%s AS STRING), 'dd/MM/yyyy')",
          "split(%s, '-')[1]",
          "1/0",
          "%s || %s",
          "CAST(%s AS INT)",
          "CAST(%s AS BOOLEAN)",
          "try_cast(%s AS DATE)",
          "from_json(%s, 'a INT')",
          "from_json(%s, 'nonsense((')",
          "%s %% 0",
          "array(%s)[5]",
          "map('a', %s)['b']",
          "named_struct('a', %s).a",
          "date_add(%s, 2147483647)",
          "make_date(9999, 13, 40)",
          "to_number(CAST(%s AS STRING), '999')",
          "raise_error(%s)",
          "uuid()",
          "rand()",
          "now()",
          "current_date",
          "current_timestamp()",
          "sum(%s)",
          "row_number() OVER (ORDER BY %s)",
          "(SELECT 1)",
          "%s AS x",
          "%s x",
          "%s; DROP TABLE t",
          "*",
          "explode(array(1))",
          "stack(2, 1, 2)",
          "regexp_extract(%s, '(', 1)",
          "reflect('java.lang.System', 'getenv', 'PATH')",
          "java_method('java.util.UUID', 'randomUUID')",
          "input_file_name()",
          "monotonically_increasing_id()",
          "spark_partition_id()",
          "version()",
          "current_user()",
          "assert_true(false)",
          "sha2(CAST(%s AS STRING), 256)",
          "decode(X'ff', 'no-such')",
          "X'zz'",
          "'",
          "\"%s",
          "(%s",
          "%s)",
          "",
          " ",
          "--",
          "/* */",
          "/*",
          "NULL",
          "CAST(NULL AS STRING)",
          "%s IS NULL",
          "CASE WHEN %s THEN 1 END",
          "a -> b",
          "transform(array(%s), v -> v)",
          "parse_json(CAST(%s AS STRING))",
          "CAST(%s AS VARIANT)",
          "CAST('12:00' AS TIME)",
          "INTERVAL '1' DAY",
          "%s + INTERVAL '1' MONTH",
          "%s COLLATE UNICODE_CI",
          "variant_get(%s, '$')",
          "timestamp_seconds(9223372036854775807)",
          "timestamp_micros(1)",
          "make_timestamp(1,1,1,1,1,99)",
          "url_decode('%%%%')",
          "parse_url(%s, 'HOST')",
          "element_at(array(1), 9)",
          "sequence(1, 0, 1)",
          "conv(%s, 99, 1)",
          "bround(%s, 9999)",
          "decimal('NaN')",
          "DATE'2024-02-30'",
          "1e400",
          "9e999D",
          "unhex(%s)",
          "aes_decrypt(%s, '" + FuzzedInput.SECRET + "-key=')",
          "format_string('%%d', %s)",
          "nosuch(%s)",
          "catalog.db.fn(%s)",
          "%s -- comment",
          "@%s",
          ":param",
          "?",
          "IDENTIFIER('%s')",
          "concat('password=" + FuzzedInput.SECRET + "', nosuch)",
          "ai_query('x')",
          "window(%s, '1 day')",
          "session_window(%s, '1 day')",
          "grouping(%s)",
          "posexplode(array(1))",
          "inline(array())",
          "hash(*)",
          "struct(*)",
          "_metadata.file_path",
          "_metadata",
          "ceil(%s, -99)",
          "%s DIV 0",
          "try_divide(%s, 0)",
          "shiftleft(1, %s)",
          "rpad(%s, -1, 'x')",
          "mask(%s)",
          "to_xml(struct(%s))");

  static FuzzedConfiguration of(long seed) {
    Random random = new Random(seed * 0xD1B54A32D192ED03L);
    List<String> keys = keys();
    List<String> lines = new ArrayList<>();
    List<String> options = new ArrayList<>();
    lines.add("perennial.input.path = data-samples/cdnow-sample");
    lines.add("perennial.input.columns.timestamp = txn_date");
    if (seed % 2 == 0) {
      String where =
          pick(
              random,
              List.of(
                  "columns.customer",
                  "columns.timestamp",
                  "columns.amount",
                  "columns.order",
                  "columns.cost",
                  "columns.currency",
                  "filter"));
      String expression =
          pick(random, EXPRESSIONS).replace("%s", pick(random, COLUMNS)).replace("%%", "%");
      lines.add("perennial.input.%s = \"\"\"%s\"\"\"".formatted(where, expression));
    } else {
      int count = 1 + random.nextInt(2);
      for (int i = 0; i < count; i++) {
        String key = pick(random, keys);
        if (random.nextInt(4) == 0) {
          options.add("--set");
          options.add(key + "=" + pick(random, VALUES));
        } else {
          lines.add(key + " = " + pick(random, VALUES));
        }
      }
      if (random.nextInt(6) == 0) {
        lines.add(pick(random, BROKEN));
      }
    }
    if (random.nextInt(5) == 0) {
      options.add("--run-date");
      options.add(
          pick(
              random,
              List.of(
                  "1998-06-30",
                  "9999-12-31",
                  "+12345-01-01",
                  "1997-02-30",
                  "",
                  "today",
                  "1900-01-01")));
    }
    return new FuzzedConfiguration(String.join("\n", lines) + "\n", options.toArray(String[]::new));
  }

  private static List<String> keys() {
    Config reference = ConfigFactory.parseFile(new File("conf/reference.conf"));
    TreeSet<String> keys = new TreeSet<>();
    reference.getConfig("perennial").root().forEach((name, value) -> keys.add("perennial." + name));
    reference.entrySet().forEach(entry -> keys.add(entry.getKey()));
    return List.copyOf(keys);
  }

  private static <T> T pick(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
