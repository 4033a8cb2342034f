package io.perennial.fuzz;

import static org.apache.spark.sql.functions.expr;

import io.perennial.SparkTestSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * An input made of a seed, the configuration that reads it, and what has to become of its rows.
 *
 * @param recipe what it was made of, for whoever looks into a failure
 * @param configuration HOCON
 * @param expected empty where the input is damaged, so that only the job itself can count its rows
 */
record FuzzedInput(
    String recipe, String configuration, Optional<Expected> expected, boolean isSound) {
  /** Part of every secret that is planted. */
  static final String SECRET = "tr0ub4dor";

  private static final String RUN_DATE = "2024-07-01";

  /** Rows and amount by what becomes of them. */
  static final class Expected {
    long accepted;
    long quarantined;
    long filtered;
    long late;
    BigDecimal acceptedAmount = BigDecimal.ZERO;
    BigDecimal quarantinedAmount = BigDecimal.ZERO;
    BigDecimal filteredAmount = BigDecimal.ZERO;
    BigDecimal lateAmount = BigDecimal.ZERO;

    private void add(Made row, boolean hasFilter, boolean hasRunDate) {
      BigDecimal amount = row.isLine ? BigDecimal.ZERO : row.counts;
      if (row.isLine) {
        quarantined++;
      } else if (hasFilter && !"1".equals(row.keep)) {
        filtered++;
        filteredAmount = filteredAmount.add(amount);
      } else if (row.isBad) {
        quarantined++;
        quarantinedAmount = quarantinedAmount.add(amount);
      } else if (hasRunDate && row.time.compareTo(RUN_DATE + " 99") > 0) {
        late++;
        lateAmount = lateAmount.add(amount);
      } else {
        accepted++;
        acceptedAmount = acceptedAmount.add(amount);
      }
    }
  }

  private enum Damage {
    NONE,
    TRUNCATED,
    GARBAGE,
    STRANGER,
    EMPTY_FILE,
    NO_SUCH_PATH,
    OTHER_COLUMNS,
    OTHER_TYPES,
    TWIN_NAMES
  }

  private static final class Made {
    String customer;
    String time;
    String amount;
    String keep;
    String part;

    /** What the amount counts as, wherever the row goes. */
    BigDecimal counts = BigDecimal.ZERO;

    /** Whether it has to be quarantined. */
    boolean isBad;

    /** Whether it is a line without values. */
    boolean isLine;
  }

  static FuzzedInput of(long seed, Path directory) throws IOException {
    return new Maker(seed, directory).make();
  }

  /** Draws one input. */
  private static final class Maker {
    private static final List<String> NAMES =
        List.of(
            "customer_id",
            "ts",
            "amount",
            "Customer ID",
            "a.b",
            "order-date",
            "Größe",
            "select",
            "1st",
            "顧客",
            " lead",
            "trail ",
            "tick`s",
            "run_id",
            "reasons",
            "line",
            "NULL",
            "x,y",
            "q\"q",
            "a;b",
            "__perennial",
            "from",
            "😀",
            "semi:colon",
            "(sum)",
            "$amount",
            "#no",
            "it's",
            "tab\tname",
            "UPPER",
            "n".repeat(200),
            "_metadata",
            "file_path",
            "count(1)");

    private static final List<String> BLANKS = List.of("", " ", "\t", "\u00a0", "\u3000");
    private static final List<String> TEXT_CUSTOMERS =
        List.of("A-1", "b 2", "ü", "Ærø", "O'Neil", "x\"y", "1;2", "1,2", "back\\slash", "0", "#7");

    private static final List<String> BAD_TIMES =
        List.of(
            "12:30:00",
            "today",
            "now",
            "2024-13-01",
            "2024-02-30",
            "soon",
            "T08:15",
            "20240101x",
            "1899-12-31",
            "9999-12-31",
            "0001-01-01",
            "2024-01-01 25:00:00",
            "31/12/2024",
            "9".repeat(50),
            "-1");
    private static final List<String> BAD_AMOUNTS =
        List.of(
            "abc",
            "1e-999999999",
            "1e-10000000",
            "1e999",
            "12.3.4",
            "--1",
            "$5",
            "1e",
            ".",
            "+",
            "9".repeat(60),
            "0x10",
            "1_000",
            "NaN",
            "Infinity",
            "five",
            "1 000",
            "12,50");

    private final long seed;
    private final Random random;
    private final Path directory;
    private final List<String> recipe = new ArrayList<>();

    private String format;
    private Damage damage;
    private String customerName;
    private String timeName;
    private String amountName;
    private String customerType = "STRING";
    private String timeType = "STRING";
    private String amountType = "STRING";
    private boolean hasFilter;
    private boolean hasRunDate;
    private boolean isPartitioned;
    private boolean isStrict; // the format is such that what becomes of each row is known

    Maker(long seed, Path directory) {
      this.seed = seed;
      this.random = new Random(seed * 0x9E3779B97F4A7C15L);
      this.directory = directory;
    }

    FuzzedInput make() throws IOException {
      format = pick(List.of("csv", "csv", "json", "parquet", "orc"));
      damage = random.nextInt(3) > 0 ? Damage.NONE : pick(List.of(Damage.values()));
      names();
      hasFilter = random.nextInt(4) == 0;
      hasRunDate = random.nextInt(4) == 0;
      isPartitioned = random.nextInt(4) == 0;
      isStrict = damage == Damage.NONE || damage == Damage.EMPTY_FILE;
      boolean isText = format.equals("csv") || format.equals("json");
      if (!isText) {
        customerType = pick(List.of("STRING", "BIGINT", "INT", "DECIMAL(18,0)", "BINARY"));
        timeType = pick(List.of("STRING", "TIMESTAMP", "DATE", "TIMESTAMP_NTZ"));
        amountType = pick(List.of("STRING", "DOUBLE", "DECIMAL(12,2)", "INT", "FLOAT", "BIGINT"));
      }
      List<Made> rows = rows();
      Path input = directory.resolve("input");
      StringBuilder options = new StringBuilder();
      if (format.equals("csv")) {
        csv(rows, input, options);
      } else if (format.equals("json")) {
        json(rows, input, options);
      } else {
        columnar(rows, input);
      }
      harm(input);
      Expected expected = new Expected();
      rows.forEach(row -> expected.add(row, hasFilter, hasRunDate));
      note("%s %s", format, damage);
      note("names %s|%s|%s", customerName, timeName, amountName);
      note("types %s|%s|%s", customerType, timeType, amountType);
      note("filter %s, run date %s, partitions %s", hasFilter, hasRunDate, isPartitioned);
      return new FuzzedInput(
          "seed " + seed + ": " + String.join("; ", recipe),
          configuration(input, options),
          isStrict ? Optional.of(expected) : Optional.empty(),
          isStrict
              && expected.accepted > 0
              && rows.stream().noneMatch(row -> row.counts.signum() < 0)
              && expected.acceptedAmount.signum() > 0);
    }

    private void names() {
      List<String> names = new ArrayList<>(NAMES);
      boolean plain = format.equals("orc") || random.nextInt(3) == 0;
      customerName = plain ? "customer_id" : draw(names);
      timeName = plain ? "ts" : draw(names);
      amountName = plain ? "amount" : draw(names);
    }

    private String draw(List<String> names) {
      return names.remove(random.nextInt(names.size()));
    }

    private List<Made> rows() {
      int count = pick(List.of(0, 1, 2, 5, 12, 30, 60));
      int badIn = pick(List.of(4, 10, 1000));
      boolean hasReturns = random.nextInt(4) == 0;
      List<Made> rows = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        rows.add(row(badIn, hasReturns));
      }
      note("%d rows, one in %d bad", count, badIn);
      return rows;
    }

    private Made row(int badIn, boolean hasReturns) {
      Made row = new Made();
      row.keep = pick(java.util.Arrays.asList("1", "1", "0", null));
      row.part = pick(java.util.Arrays.asList("A", "b 1", "2024-01-01", null));
      row.customer =
          customerType.equals("STRING") && random.nextBoolean()
              ? pick(TEXT_CUSTOMERS)
              : Integer.toString(1 + random.nextInt(8));
      if (random.nextInt(badIn) == 0) {
        row.customer = customerType.equals("STRING") && random.nextBoolean() ? pick(BLANKS) : null;
        row.isBad = true;
      }
      row.time =
          "2024-%02d-%02d".formatted(1 + random.nextInt(12), 1 + random.nextInt(28))
              + (timeType.equals("DATE") || random.nextBoolean()
                  ? ""
                  : " %02d:%02d:00".formatted(random.nextInt(24), random.nextInt(60)));
      if (random.nextInt(badIn) == 0) {
        row.time =
            timeType.equals("STRING") && random.nextBoolean()
                ? pick(random.nextInt(3) == 0 ? BLANKS : BAD_TIMES)
                : null;
        row.isBad = true;
      }
      amount(row, badIn, hasReturns);
      return row;
    }

    private void amount(Made row, int badIn, boolean hasReturns) {
      boolean whole = amountType.equals("INT") || amountType.equals("BIGINT");
      long quarters = 1 + random.nextInt(40_000);
      BigDecimal amount =
          BigDecimal.valueOf(whole ? quarters * 100 : quarters * 25, 2); // floats hold quarters
      if (hasReturns && random.nextInt(5) == 0) {
        amount = amount.negate();
      }
      row.amount = whole ? amount.toBigIntegerExact().toString() : amount.toPlainString();
      row.counts = amount;
      if (random.nextInt(badIn) == 0) {
        boolean isReal = amountType.equals("DOUBLE") || amountType.equals("FLOAT");
        row.amount =
            switch (amountType) {
              case "STRING" -> pick(random.nextInt(3) == 0 ? BLANKS : BAD_AMOUNTS);
              case "BIGINT" -> Long.toString(Long.MIN_VALUE);
              default -> isReal ? pick(List.of("NaN", "Infinity", "-Infinity", "1e30")) : null;
            };
        row.counts = BigDecimal.ZERO;
        row.isBad = true;
      }
    }

    private void csv(List<Made> rows, Path input, StringBuilder options) throws IOException {
      String delimiter = pick(List.of(",", ",", ";", "|", "\t"));
      String charset = charset();
      String end = pick(List.of("\n", "\n", "\r\n"));
      boolean gzip = random.nextInt(8) == 0;
      boolean hasMark = charset.equals("UTF-8") && random.nextInt(5) == 0;
      options.append("header = true\n");
      options.append("    delimiter = \"%s\"\n".formatted(delimiter.replace("\t", "\\t")));
      encoding(charset, options);
      note("delimiter %s, %s, mark %s, gzip %s", delimiter, charset, hasMark, gzip);
      int file = 0;
      for (List<Made> part : parts(rows)) {
        // A file may have its columns in an order of its own.
        int turn = random.nextInt(4);
        StringBuilder text = new StringBuilder(hasMark ? "\ufeff" : "");
        text.append(line(rotated(turn, customerName, timeName, amountName, "keep"), delimiter));
        text.append(end);
        for (Made row : part) {
          String line =
              line(rotated(turn, row.customer, row.time, row.amount, row.keep), delimiter);
          if (random.nextInt(25) == 0) {
            row.isLine = true;
            line = random.nextBoolean() ? line + delimiter + "more" : "1" + delimiter + "2";
          }
          text.append(line).append(end);
        }
        write(text.toString(), charset, gzip, folder(input, part), "part-" + file++ + ".csv");
      }
    }

    private void json(List<Made> rows, Path input, StringBuilder options) throws IOException {
      String charset = pick(List.of("UTF-8", "UTF-8", "ISO-8859-1"));
      encoding(charset, options);
      boolean numbers = random.nextBoolean();
      boolean gzip = random.nextInt(8) == 0;
      note("numbers %s, %s, gzip %s", numbers, charset, gzip);
      int file = 0;
      for (List<Made> part : parts(rows)) {
        StringBuilder text = new StringBuilder();
        for (Made row : part) {
          boolean isNumber = numbers && row.counts.signum() != 0;
          text.append('{');
          pair(text, customerName, row.customer, false).append(", ");
          pair(text, timeName, row.time, false).append(", ");
          pair(text, amountName, row.amount, isNumber).append(", ");
          pair(text, "keep", row.keep, true).append("}\n");
          if (random.nextInt(25) == 0) {
            text.setLength(text.length() - 2);
            text.append('\n');
            row.isLine = true;
          }
        }
        write(text.toString(), charset, gzip, folder(input, part), "part-" + file++ + ".json");
      }
      // Columns are those that some record has.
      isStrict &= rows.stream().anyMatch(row -> !row.isLine);
    }

    private static StringBuilder pair(
        StringBuilder text, String name, String value, boolean isNumber) {
      quoted(text, name).append(": ");
      if (value == null || isNumber) {
        return text.append(value);
      }
      return quoted(text, value);
    }

    private static StringBuilder quoted(StringBuilder text, String value) {
      return text.append('"')
          .append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", "\\t"))
          .append('"');
    }

    private void columnar(List<Made> rows, Path input) {
      StructType texts =
          new StructType()
              .add("c", DataTypes.StringType)
              .add("t", DataTypes.StringType)
              .add("a", DataTypes.StringType)
              .add("k", DataTypes.StringType);
      List<Column> extra = new ArrayList<>();
      for (String odd :
          List.of(
              "named_struct('x', 1, 'y', 'z') AS odd_struct",
              "array(1, NULL) AS odd_array",
              "map('k', 1.5) AS odd_map",
              "INTERVAL '1' YEAR AS odd_interval",
              "X'00ff' AS odd_binary")) {
        if (random.nextInt(8) == 0 && !format.equals("orc")) {
          extra.add(expr(odd));
          note("%s", odd.replaceFirst(".* AS ", ""));
        }
      }
      for (List<Made> part : parts(rows)) {
        List<Row> values = new ArrayList<>();
        part.forEach(
            row -> values.add(RowFactory.create(row.customer, row.time, row.amount, row.keep)));
        List<Column> columns = new ArrayList<>();
        columns.add(expr("CAST(c AS " + customerType + ")").as(customerName));
        columns.add(expr("CAST(t AS " + timeType + ")").as(timeName));
        columns.add(expr("CAST(a AS " + amountType + ")").as(amountName));
        columns.add(expr("CAST(k AS INT)").as("keep"));
        columns.addAll(extra);
        SparkTestSession.shared()
            .createDataFrame(values, texts)
            .coalesce(1)
            .select(columns.toArray(Column[]::new))
            .write()
            .mode(SaveMode.Append)
            .format(format)
            .save(folder(input, part).toString());
      }
    }

    /** Rows by file; below one directory those of one partition. */
    private List<List<Made>> parts(List<Made> rows) {
      List<List<Made>> parts = new ArrayList<>();
      if (!isPartitioned) {
        int middle = format.equals("csv") && rows.size() > 4 ? rows.size() / 2 : rows.size();
        parts.add(rows.subList(0, middle));
        if (middle < rows.size()) {
          parts.add(rows.subList(middle, rows.size()));
        }
        return parts;
      }
      for (String value : new String[] {"A", "b 1", "2024-01-01", null}) {
        List<Made> part =
            rows.stream().filter(row -> java.util.Objects.equals(row.part, value)).toList();
        if (!part.isEmpty() || (rows.isEmpty() && value == null)) {
          parts.add(part);
        }
      }
      return parts;
    }

    private Path folder(Path input, List<Made> part) {
      if (!isPartitioned || part.isEmpty()) {
        return input;
      }
      String value = part.get(0).part;
      return input.resolve("p=" + (value == null ? "__HIVE_DEFAULT_PARTITION__" : value));
    }

    private void write(String text, String charset, boolean gzip, Path folder, String name)
        throws IOException {
      Files.createDirectories(folder);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      String known = Charset.isSupported(charset) ? charset : "UTF-8";
      try (OutputStream out = gzip ? new GZIPOutputStream(bytes) : bytes) {
        out.write(text.getBytes(known));
      }
      Files.write(folder.resolve(gzip ? name + ".gz" : name), bytes.toByteArray());
    }

    private String charset() {
      String charset =
          pick(
              List.of(
                  "UTF-8",
                  "UTF-8",
                  "UTF-8",
                  "ISO-8859-1",
                  "US-ASCII",
                  "UTF-16LE",
                  "UTF-16",
                  "windows-1252",
                  "no-such"));
      isStrict &= charset.equals("UTF-8") || charset.equals("ISO-8859-1");
      return charset;
    }

    private void encoding(String charset, StringBuilder options) {
      if (!charset.equals("UTF-8") || random.nextInt(4) == 0) {
        options.append("    encoding = \"%s\"\n".formatted(charset));
      }
      // Names and values must be such as the encoding has.
      if (!charset.startsWith("UTF")
          && !StandardCharsets.ISO_8859_1
              .newEncoder()
              .canEncode(customerName + timeName + amountName)) {
        isStrict = false;
      }
      if (!charset.startsWith("UTF")) {
        isStrict = false; // blanks beyond Latin-1 become question marks
      }
    }

    private static List<String> rotated(int by, String... values) {
      List<String> rotated = new ArrayList<>(java.util.Arrays.asList(values));
      java.util.Collections.rotate(rotated, by);
      return rotated;
    }

    private static String line(List<String> values, String delimiter) {
      List<String> fields = new ArrayList<>();
      for (String value : values) {
        String field = value == null ? "" : value;
        boolean mustQuote =
            field.contains(delimiter) || field.contains("\"") || !field.strip().equals(field);
        fields.add(mustQuote ? "\"" + field.replace("\"", "\"\"") + "\"" : field);
      }
      return String.join(delimiter, fields);
    }

    private void harm(Path input) throws IOException {
      Optional<Path> file = firstFile(input);
      switch (damage) {
        case NONE, NO_SUCH_PATH -> {}
        case TRUNCATED -> {
          if (file.isPresent()) {
            byte[] whole = Files.readAllBytes(file.get());
            Files.write(file.get(), java.util.Arrays.copyOf(whole, whole.length / 2));
            uncheck(file.get());
          }
        }
        case GARBAGE -> {
          if (file.isPresent()) {
            byte[] noise = new byte[200];
            random.nextBytes(noise);
            boolean whole = random.nextBoolean();
            Files.write(
                file.get(),
                noise,
                whole ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND);
            uncheck(file.get());
          }
        }
        case STRANGER -> Files.writeString(beside(input, file, "readme.txt"), "not data\n");
        case EMPTY_FILE -> Files.createFile(beside(input, file, "zero." + format));
        case OTHER_COLUMNS -> stranger(input, file, "other", "'x'");
        case OTHER_TYPES -> stranger(input, file, amountName, "named_struct('v', 'x')");
        case TWIN_NAMES -> twin(input, file);
      }
    }

    /** Without its checksum, which would tell of the damage before the format is looked at. */
    private static void uncheck(Path file) throws IOException {
      Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    }

    private static Path beside(Path input, Optional<Path> file, String name) throws IOException {
      Files.createDirectories(input);
      return file.map(found -> found.resolveSibling(name)).orElse(input.resolve(name));
    }

    private void stranger(Path input, Optional<Path> file, String name, String value)
        throws IOException {
      if (format.equals("csv") || format.equals("json")) {
        String text =
            format.equals("csv") ? "other,columns\n1,2\n" : "{\"%s\": {\"v\": 1}}\n".formatted("o");
        Files.writeString(beside(input, file, "z." + format), text);
        return;
      }
      Path place = file.map(Path::getParent).orElse(input);
      SparkTestSession.shared()
          .range(1)
          .select(expr(value).as(name))
          .write()
          .mode(SaveMode.Append)
          .format(format)
          .save(place.toString());
    }

    private void twin(Path input, Optional<Path> file) throws IOException {
      if (format.equals("json")) {
        Files.writeString(
            beside(input, file, "z.json"), "{\"Twin\": 1, \"twin\": 2, \"TWIN\": \"x\"}\n");
      } else if (format.equals("csv")) {
        Files.writeString(beside(input, file, "z.csv"), "Twin,twin,TWIN\n1,2,3\n");
      } else {
        stranger(input, file, customerName.toUpperCase(java.util.Locale.ROOT), "1");
      }
    }

    private static Optional<Path> firstFile(Path input) throws IOException {
      if (!Files.exists(input)) {
        return Optional.empty();
      }
      try (Stream<Path> files = Files.walk(input)) {
        return files
            .filter(Files::isRegularFile)
            .filter(file -> !file.getFileName().toString().matches("[._].*"))
            .sorted()
            .findFirst();
      }
    }

    private String configuration(Path input, StringBuilder options) {
      String path =
          damage == Damage.NO_SUCH_PATH
              ? input + "/gone?password=" + SECRET + "-path"
              : input.toString();
      String secret =
          random.nextInt(3) == 0
              ? pick(List.of("dbPassword", "\"es.net.http.auth.pass\"", "sfToken"))
                  + " = \"%s-option\"".formatted(SECRET)
              : "";
      return """
      perennial {
        input {
          path = %s
          format = %s
          options {
            %s
            %s
          }
          columns { customer = %s, timestamp = %s, amount = %s }
          %s
        }
        quality.max-quarantined-share = 1.0
        models { purchases = [nbd], penalty = 1 }
      }
      """
          .formatted(
              raw(path),
              format,
              options,
              secret,
              column(customerName),
              column(timeName),
              column(amountName),
              hasFilter ? "filter = \"keep = 1\"" : "");
    }

    private static String raw(String text) {
      return "\"\"\"" + text + "\"\"\"";
    }

    private static String column(String name) {
      return raw("`" + name.replace("`", "``") + "`");
    }

    private <T> T pick(List<T> values) {
      return values.get(random.nextInt(values.size()));
    }

    private void note(String text, Object... values) {
      recipe.add(text.formatted(values));
    }
  }

  /** The options of the command line that belong to it. */
  String[] options() {
    return recipe.contains("run date true") ? new String[] {"--run-date", RUN_DATE} : new String[0];
  }
}
