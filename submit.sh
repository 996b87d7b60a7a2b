#!/usr/bin/env bash
# Builds icl-sweep if needed and runs one of its commands with spark-submit.
#
#   ./submit.sh [spark-submit options] COMMAND [options]
#   ./submit.sh                          the same as: run @conf/quickstart.args
#   ./submit.sh --help                   the commands
#
# If SPARK_HOME is set, its bin/spark-submit is used. Otherwise, or with --local before the command,
# Spark comes from Maven and runs in this process.
set -euo pipefail

say() { # ignores a failure to print
  echo "icl-sweep: $*" >&2 || true
}

fail() {
  say "$@"
  exit 2
}

# The next file that a process opens takes the number of a closed descriptor; bash has opened this
# script.
if ! { true 3>&2; } || [ /dev/fd/2 -ef "${BASH_SOURCE[0]}" ]; then
  exec 2>/dev/null
fi
if ! { true 3>&1; } 2>/dev/null || [ /dev/fd/1 -ef "${BASH_SOURCE[0]}" ]; then
  say "stdout is closed; leave out >&-, or discard the results with >/dev/null"
  exit 1
fi
{ true 3<&0; } 2>/dev/null || exec </dev/null

self=${BASH_SOURCE[0]}
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname "$self")/$target ;;
  esac
done
home=$(cd "$(dirname "$self")" && pwd -P)
jar=$home/target/icl-sweep.jar
class_path=$home/target/spark.classpath

# ---- options before the command belong to spark-submit -----------------------------------------
spark_options=()
local_only=no
master=local
deploy_mode=client
memory=
java_options=
while [ $# -gt 0 ]; do
  case $1 in
    --local)
      local_only=yes
      shift
      continue
      ;;
    --verbose | -v | --supervise | --load-spark-defaults)
      spark_options+=("$1")
      shift
      continue
      ;;
    --*=*)
      name=${1%%=*}
      value=${1#*=}
      words=1
      ;;
    -h | --help | -V | --version) break ;;
    -*)
      name=$1
      value=${2-}
      words=2
      ;;
    *) break ;;
  esac
  case $name in
    --master) master=$value ;;
    --deploy-mode) deploy_mode=$value ;;
    --driver-memory) memory=$value ;;
    --driver-java-options) java_options=$value ;;
    --conf | -c)
      case $value in
        spark.master=*) master=${value#*=} ;;
        spark.driver.memory=*) memory=${value#*=} ;;
        spark.submit.deployMode=*) deploy_mode=${value#*=} ;;
      esac
      ;;
    --name | --jars | --packages | --exclude-packages | --repositories) ;;
    --py-files | --files | --archives | --properties-file | --driver-library-path) ;;
    --driver-class-path | --driver-cores | --executor-memory | --executor-cores) ;;
    --total-executor-cores | --num-executors | --proxy-user | --principal | --keytab) ;;
    --queue) ;;
    *) fail "$name is not an option of spark-submit; options of a command come after it, see ./submit.sh --help" ;;
  esac
  [ $# -ge "$words" ] || fail "$name needs a value"
  while [ "$words" -gt 0 ]; do
    spark_options+=("$1")
    shift
    words=$((words - 1))
  done
done
[ $# -gt 0 ] || set -- run "@$home/conf/quickstart.args"

# ---- Java: one call prints the version and half of the memory of the machine or container --------
java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
command -v "$java" >/dev/null || fail "no Java found; install a JDK 17 or newer and set JAVA_HOME or PATH"
flags=$("$java" -XX:MaxRAMPercentage=50 -XX:+PrintFlagsFinal -version 2>&1) || true
version=$(sed -nE 's/.* version "([0-9]+).*/\1/p' <<<"$flags" | head -n 1)
[ "${version:-0}" -ge 17 ] || fail "Java ${version:-of unknown version} at $(command -v "$java") is too old; icl-sweep needs a JDK 17 or newer"
half=$(sed -nE 's/.* MaxHeapSize += ([0-9]+).*/\1/p' <<<"$flags" | head -n 1)

# ---- Spark's own distribution, if there is one ---------------------------------------------------
distribution=no
if [ "$local_only" = no ] && [ -n "${SPARK_HOME:-}" ]; then
  [ -x "$SPARK_HOME/bin/spark-submit" ] || fail "SPARK_HOME is $SPARK_HOME, but it has no bin/spark-submit; correct it, or put --local before the command"
  spark=$(find "$SPARK_HOME/jars" -name 'spark-core_*.jar' 2>/dev/null | sed -nE 's/.*spark-core_2\.13-(.*)\.jar$/\1/p')
  case $spark in
    4.[012].*) ;;
    *) fail "SPARK_HOME is $SPARK_HOME with Spark ${spark:-of unknown version}; icl-sweep runs on Spark 4.0 to 4.2, or put --local before the command" ;;
  esac
  distribution=yes
fi

# ---- what a cluster needs -------------------------------------------------------------------------
case $deploy_mode in
  client) ;;
  cluster)
    case $master in
      yarn | spark://*) ;;
      *) fail "--deploy-mode cluster needs --master yarn or spark://HOST:PORT; with --master $master run it in client mode, on a machine of the cluster" ;;
    esac
    [ "$distribution" = yes ] || fail "--deploy-mode cluster needs a Spark distribution; set SPARK_HOME to one of Spark 4.0 to 4.2"
    ;;
  *) fail "--deploy-mode: '$deploy_mode' is not allowed; it takes client, or cluster with --master yarn or spark://HOST:PORT" ;;
esac
case $master in
  yarn | k8s://*)
    [ "$distribution" = yes ] || fail "--master $master needs a Spark distribution; set SPARK_HOME to one of Spark 4.0 to 4.2"
    ;;
esac
[ "$master" != yarn ] || [ -n "${HADOOP_CONF_DIR:-}${YARN_CONF_DIR:-}" ] || fail "--master yarn: neither HADOOP_CONF_DIR nor YARN_CONF_DIR is set; set one to the folder of the cluster's yarn-site.xml"

# ---- Spark from Maven, in the process that this script becomes ------------------------------------
archive=$home/target/spark-classes-$version.jsa
# Training produces little garbage, but tasks pass on large arrays. Each would make G1 mark the heap
# on cores that trials need.
case $java_options in
  *-XX:+Use*GC*) collector=() ;;
  *) collector=(-XX:+UseParallelGC) ;;
esac
# Most of a short command's system time is spent on mapping memory; large pages need fewer mappings.
pages=()
case $(cat /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null) in
  *\[madvise\]* | *\[always\]*) pages=(-XX:+UseTransparentHugePages) ;;
esac
run_java() { # JVM options, the main class and its arguments
  exec "$java" "@$home/conf/java-modules.options" -Xlog:disable -Xlog:all=error:stderr \
    "-Dlog4j2.configurationFile=$home/conf/log4j2.properties" "${collector[@]}" "${pages[@]}" \
    -cp "$jar:$(cat "$class_path")" "$@"
}

# ---- build, if the jar is missing or older than a source -----------------------------------------
up_to_date() {
  [ -f "$jar" ] && [ -f "$class_path" ] && [ -e "$(cut -d: -f1 "$class_path")" ] &&
    [ -z "$(find "$home/pom.xml" "$home/.mvn" "$home/src/main" -newer "$jar" -print -quit)" ]
}

build() {
  up_to_date && return # another build finished while this one waited
  command -v mvn >/dev/null || fail "no mvn found; install Maven 3.8 or newer"
  command -v "${java}c" >/dev/null || fail "no javac beside $java; install a JDK 17 or newer, not only a JRE"
  if [ -f "$class_path" ]; then
    say "building, the sources are newer than the last build"
  else
    say "building for the first time; Maven downloads Spark, EJML and picocli (some 300 MB) unless it has them"
  fi
  mvn -q -B -f "$home/pom.xml" -DskipTests -Dspotless.check.skip=true package >&2 || {
    say "the build failed, see above"
    exit 1
  }
}

# Most of a short command is spent on loading Spark's classes; a class data archive, recorded in one
# tiny sweep, halves that time. The archive is optional, so an empty file marks a failure.
archive_classes() {
  [ "$archive" -nt "$jar" ] && return
  say "preparing quicker starts, once for each build"
  scratch=$(mktemp -d)
  rm -f "$archive"
  (
    export SPARK_LOCAL_IP=127.0.0.1
    run_java "-XX:ArchiveClassesAtExit=$archive" -XX:TieredStopAtLevel=1 -Xmx1g "-Dspark.master=local[1]" \
      org.iclsweep.cli.Main run --tokens 4 --prompt-length 2 --dim 2 --m 2 --heads 1 --steps 2 \
      --out "$scratch/sweep"
  ) >"$scratch/log" 2>&1 || : >"$archive"
  rm -rf "$scratch"
}

one_at_a_time() { # a function to run while no other call of this script builds
  mkdir -p "$home/target"
  if command -v flock >/dev/null; then
    (
      flock 9
      "$1" 9>&-
    ) 9>"$home/target/.build-lock"
  else
    "$1"
  fi
}

if [ ! -f "$home/pom.xml" ]; then # an image holds the jar alone
  [ -f "$jar" ] || fail "neither $jar nor the sources are there"
  [ "$distribution" = yes ] || [ -f "$class_path" ] || fail "there are no sources beside this script; set SPARK_HOME to a distribution of Spark 4.0 to 4.2"
elif ! up_to_date; then
  one_at_a_time build
fi
[ "$distribution" = yes ] || [ "$archive" -nt "$jar" ] || one_at_a_time archive_classes

# ---- run -----------------------------------------------------------------------------------------
# The widths of the terminals on stdout and stderr, or 0: a JVM cannot determine them.
columns_of() { # a duplicate of a file descriptor
  local size=
  if [ -t "$1" ]; then
    size=$(stty size <&"$1" 2>/dev/null) || size=
    size=${size#* }
    [ "${size:-0}" -gt 0 ] || size=80 # a terminal of unknown size
  fi
  echo "${size:-0}"
}
exec 7>&1
out_columns=$(columns_of 7)
err_columns=$(columns_of 2)
exec 7>&-
screen="-Diclsweep.out.columns=$out_columns -Diclsweep.err.columns=$err_columns"
driver_options="\"-Dlog4j2.configurationFile=$home/conf/log4j2.properties\" $screen"

case $master in
  local*)
    export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
    [ -n "$memory" ] || memory=$((half / 1048576))m
    ;;
esac

if [ "$distribution" = yes ]; then
  main=(--class org.iclsweep.cli.Main "$jar")
  if [ "$deploy_mode" = cluster ]; then
    # A local process checks the command and submits the application with the same options.
    export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
    main=(--master local --deploy-mode client --class org.iclsweep.cli.ClusterClient "$jar"
      "${#spark_options[@]}" "${spark_options[@]}")
  fi
  [ -n "$java_options" ] || spark_options+=(--driver-java-options "$driver_options")
  [ -z "$memory" ] || spark_options+=(--driver-memory "$memory")
  exec "$SPARK_HOME/bin/spark-submit" "${spark_options[@]}" "${main[@]}" "$@"
fi

read -r -a jvm <<<"$java_options"
read -r -a widths <<<"$screen"
jvm+=("${widths[@]}")
[ -z "$memory" ] || jvm+=("-Xmx$memory")
[ ! -s "$archive" ] || jvm+=("-XX:SharedArchiveFile=$archive")
small_heap=-XX:InitialRAMPercentage=0.4 # which short commands reuse; it grows if they need more
case $1 in
  # A report asks many small questions: code that is profiled for the optimizing compiler is slower
  # than code that is not.
  report) jvm+=("$small_heap" -XX:TieredStopAtLevel=1) ;;
  # Mostly short work: optimized compilation starts after ten times the usual number of executions.
  query | plan)
    jvm+=("$small_heap" -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000)
    jvm+=(-XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000)
    ;;
esac
if [ ${#spark_options[@]} -eq 0 ]; then
  run_java "${jvm[@]}" org.iclsweep.cli.Main "$@"
else
  run_java "${jvm[@]}" org.apache.spark.deploy.SparkSubmit "${spark_options[@]}" \
    --class org.iclsweep.cli.Main "$jar" "$@"
fi
