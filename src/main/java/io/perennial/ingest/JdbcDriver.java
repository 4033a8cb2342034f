package io.perennial.ingest;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.util.Utils;

/**
 * The drivers of the databases, by the beginning of the URL. Those that {@code --packages} brings
 * do not announce themselves to Java, so Spark has to be told the class.
 */
enum JdbcDriver {
  POSTGRESQL("postgresql", "org.postgresql.Driver", "org.postgresql:postgresql:42.7.14"),
  MYSQL("mysql", "com.mysql.cj.jdbc.Driver", "com.mysql:mysql-connector-j:9.7.0"),
  MARIADB("mariadb", "org.mariadb.jdbc.Driver", "org.mariadb.jdbc:mariadb-java-client:3.5.11"),
  SQL_SERVER(
      "sqlserver",
      "com.microsoft.sqlserver.jdbc.SQLServerDriver",
      "com.microsoft.sqlserver:mssql-jdbc:13.6.2.jre11"),
  ORACLE("oracle", "oracle.jdbc.OracleDriver", "com.oracle.database.jdbc:ojdbc11:23.26.4.0.0"),
  SNOWFLAKE(
      "snowflake",
      "net.snowflake.client.jdbc.SnowflakeDriver",
      "net.snowflake:snowflake-jdbc:3.28.0"),
  H2("h2", "org.h2.Driver", "com.h2database:h2:2.4.240");

  private final String name;
  private final String className;
  private final String coordinates;

  JdbcDriver(String name, String className, String coordinates) {
    this.name = name;
    this.className = className;
    this.coordinates = coordinates;
  }

  /**
   * Adds the class of the driver to the options of a JDBC source, unless they name one.
   *
   * @param options names in any case; changed
   * @throws JobFailure when the driver of a known database is not there, with its package
   */
  static void complete(Map<String, String> options, Section section) {
    String url = options.getOrDefault("url", "").toLowerCase(Locale.ROOT);
    Arrays.stream(values())
        .filter(driver -> url.startsWith("jdbc:" + driver.name + ":"))
        .filter(driver -> !options.containsKey("driver"))
        .findFirst()
        .ifPresent(
            driver -> {
              if (!driver.isThere()) {
                throw new JobFailure(
                    ExitCode.INPUT,
                    "%s is of jdbc:%s, whose driver %s is not on the class path; add it with -- --packages %s, or name another in %s"
                        .formatted(
                            section.key("options.url"),
                            driver.name,
                            driver.className,
                            driver.coordinates,
                            section.key("options.driver")));
              }
              options.put("driver", driver.className);
            });
  }

  private boolean isThere() {
    try {
      Class.forName(className, false, Utils.getContextOrSparkClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
