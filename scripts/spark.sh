# shellcheck shell=bash
# Finds Java, the job jar and Spark, and builds what is missing. Sourced by the scripts beside it, which
# set `home` to the project's folder first.

: "${home:?}"

say() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die() {
  say "$*"
  exit 1
}

# Sets java to a Java 17 or newer, and java_words to what it says of itself.
find_java() {
  local version=0
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] ||
      die "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it. Point it at a JDK 17 or newer."
  else
    java=$(command -v java) ||
      die "no Java found. Install a JDK 17 or newer, or point JAVA_HOME at one."
  fi
  java_words=$("$java" -version 2>&1) || true
  [[ $java_words =~ version\ \"([0-9]+) ]] && version=${BASH_REMATCH[1]}
  [ "$version" -ge 17 ] ||
    die "$java is older than Java 17, which Perennial needs. Point JAVA_HOME at a JDK 17 or newer."
}

# Sets jar to the job jar: the one that lies in an unpacked folder, otherwise the one Maven builds, which
# it does when there is none or a source is newer.
find_jar() {
  if [ ! -f "$home/pom.xml" ]; then
    jar=$(find "$home" -maxdepth 2 -name 'perennial-*.jar' | sort | tail -n 1)
    [ -n "$jar" ] || die "there is neither a pom.xml nor a perennial-<version>.jar in $home."
    return
  fi
  jar=$home/target/perennial-$(sed -n 's|^  <version>\(.*\)</version>|\1|p' "$home/pom.xml").jar
  if [ ! -f "$jar" ]; then
    build "there is no job jar yet"
  elif [ -n "$(find "$home/pom.xml" "$home/src/main" -newer "$jar" -print -quit)" ]; then
    build "sources are newer than the job jar"
  fi
}

# Sets spark_home to $SPARK_HOME, or to the Spark whose spark-submit is on the PATH, or to the embedded
# one, which is nothing but a folder jars; and spark_submit to the script that starts it, if it has one.
find_spark() {
  if [ -n "${SPARK_HOME:-}" ]; then
    spark_home=$SPARK_HOME
    spark_submit=$spark_home/bin/spark-submit
    [ -d "$spark_home/jars" ] || [ -x "$spark_submit" ] ||
      die "SPARK_HOME is $SPARK_HOME, but there is no Spark. Point it at a Spark 4, or unset it."
  elif spark_submit=$(command -v spark-submit); then
    spark_home=$(dirname "$(dirname "$(readlink -f "$spark_submit")")")
  else
    find_embedded_spark
    spark_submit=
  fi
  # Where the jars cannot be seen, Spark has to say itself that it is too old.
  if [ -d "$spark_home/jars" ] && [ -z "$(find "$spark_home/jars/" -name 'spark-core_2.13-4.*.jar' -print -quit)" ]; then
    die "the Spark in $spark_home is not a Spark 4 for Scala 2.13, which Perennial needs. Point SPARK_HOME at one."
  fi
}

# Maven fetches Spark's jars into target/spark once, while it builds.
find_embedded_spark() {
  local version found
  spark_home=$home/target/spark
  [ -f "$home/pom.xml" ] ||
    die "no Spark found. Point SPARK_HOME at a Spark 4 for Scala 2.13, or put its spark-submit on the PATH."
  version=$(sed -n 's|.*<spark.version>\(.*\)</spark.version>.*|\1|p' "$home/pom.xml")
  found=$(find "$spark_home" -name 'spark-core_*.jar' 2>/dev/null) || true
  if [ "$found" != "$spark_home/jars/spark-core_2.13-$version.jar" ]; then
    rm -rf "$spark_home"
    build "there is no embedded Spark $version yet"
  fi
}

build() {
  command -v mvn >/dev/null || die "$1, and no Maven to build it with. Install Maven 3.8 or newer."
  say "$1: building with Maven"
  [ -d "$home/target/spark" ] ||
    say "where Maven's repository is empty it first downloads Spark and plugins, 800 MB: this takes minutes"
  (cd "$home" && mvn -B -q -Dstyle.color=never -Dmaven.test.skip=true -Dspotless.check.skip=true -Dmaven.javadoc.skip=true -Dmaven.source.skip=true package) </dev/null >&2 ||
    die "the build failed, see above."
}

# Becomes spark-submit with the given arguments.
exec_spark_submit() {
  if [ -x "$spark_submit" ]; then
    exec "$spark_submit" "$@"
  fi
  spark_class org.apache.spark.deploy.SparkSubmit "$@"
  local archive=()
  # What Java says where it cannot use the archive is no news.
  if [ -f "$(class_archive)" ]; then
    archive=("-XX:SharedArchiveFile=$(class_archive)" -Xlog:cds=off -Xlog:cds+dynamic=off)
  fi
  exec "${spark_class[0]}" ${archive[@]+"${archive[@]}"} "${spark_class[@]:1}"
}

# Where the classes of the embedded Spark are kept as this Java maps them into its memory: reading and
# checking them anew is a third of the processor time of a short run. Java makes such an archive at the end
# of a run (scripts/run-sample asks for it), and leaves it aside where it does not fit.
class_archive() {
  printf '%s/classes-%s.jsa' "$spark_home" "$(cksum <<<"$java_words" | cut -d ' ' -f 1)"
}

# Sets spark_class to the command that starts a main class of Spark's, as Spark's own launcher words it:
# memory, class path and what Java 17 has to open. Its answer is an empty line and then one word after
# the other, each ended by NUL; what comes before the empty line is for the user.
spark_class() {
  local word
  export SPARK_HOME=$spark_home SPARK_SCALA_VERSION=2.13
  spark_class=()
  {
    while IFS= read -r word && [ -n "$word" ]; do
      printf '%s\n' "$word" >&2
    done
    while IFS= read -r -d '' word; do
      spark_class+=("$word")
    done
  } < <("$java" -Xmx128m -cp "$spark_home/jars/*" org.apache.spark.launcher.Main "$@")
  [ "${#spark_class[@]}" -gt 0 ] || die "Spark's launcher in $spark_home failed, see above."
}
