package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.jobs.testing.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a checkout of its own, with scripts that stand in for java and mvn. */
final class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "dirname",
          "readlink",
          "sed",
          "head",
          "find",
          "mkdir",
          "touch",
          "mv",
          "rm",
          "tail",
          "flock",
          "cat",
          "sleep",
          "stty",
          "grep");

  @TempDir Path temporary;
  private Path checkout;
  private Path bin;
  private Path jdk;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Files.createDirectories(temporary.resolve("check out"));
    bin = Files.createDirectories(temporary.resolve("bin"));
    jdk = temporary.resolve("jdk-17");
    Path source = Path.of(System.getProperty("assay.root"));
    Files.copy(source.resolve("assay"), checkout.resolve("assay"));
    Files.setPosixFilePermissions(
        checkout.resolve("assay"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        checkout.resolve("pom.xml"), "<project>\n  <version>9.9</version>\n</project>\n");
    Files.createDirectories(checkout.resolve("jobs/src/main/java"));
    for (String tool : TOOLS) {
      Path real = onPath(tool);
      Files.createSymbolicLink(bin.resolve(tool), real);
    }
    jdk(jdk, "17.0.9");
    maven("3.9.6", "");
  }

  @Test
  void namesThePackageWhenThereIsNoJava() throws Exception {
    Run run = run(Map.of(), "--help");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("Cannot start: Java 17 was not found. Looked at PATH: no java.")
        .contains("apt install openjdk-17-jdk-headless");
  }

  @Test
  void saysWhereItFoundTheWrongJava() throws Exception {
    Path newer = temporary.resolve("jdk-21");
    jdk(newer, "21.0.1");

    Run run = run(Map.of("JAVA_HOME", newer.toString()), "--help");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "Spark 3.5 wants Java 17. Looked at JAVA_HOME (" + newer + "): Java 21, PATH: no java");
  }

  @Test
  void takesTheJavaOnThePathWhenJavaHomeIsOfAnotherVersion() throws Exception {
    Path newer = temporary.resolve("jdk-21");
    jdk(newer, "21.0.1");
    Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));

    assertThat(run(Map.of("JAVA_HOME", newer.toString()), "x").status()).isZero();
  }

  @Test
  void asksJavaForItsVersionWhereThereIsNoReleaseFile() throws Exception {
    Files.delete(jdk.resolve("release"));

    assertThat(runWithJdk("x").status()).isZero();
  }

  @Test
  void namesThePackageWhenThereIsNoCompiler() throws Exception {
    Files.delete(jdk.resolve("bin/javac"));

    Run run = runWithJdk("--help");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("has no compiler").contains("openjdk-17-jdk-headless");
  }

  @Test
  void namesThePackageWhenThereIsNoMaven() throws Exception {
    Files.delete(bin.resolve("mvn"));

    Run run = runWithJdk("--help");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("Maven was not found on PATH").contains("apt install maven");
  }

  @Test
  void refusesAnOldMaven() throws Exception {
    maven("3.6.3", "");

    Run run = runWithJdk("--help");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("Maven 3.6.3").contains("is older than 3.8.7");
  }

  @Test
  void buildsOnceAndAgainWhenASourceChanges() throws Exception {
    assertThat(runWithJdk("a").err()).contains("building Assay (a few minutes the first time");
    assertThat(builds()).isEqualTo(1);

    assertThat(runWithJdk("b").err()).isEmpty();
    assertThat(builds()).isEqualTo(1);

    Thread.sleep(20);
    Files.writeString(checkout.resolve("jobs/src/main/java/New.java"), "class New {}");
    assertThat(runWithJdk("c").err()).contains("about half a minute");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void buildsAgainWhenADownloadedJarIsGone() throws Exception {
    runWithJdk("a");
    Files.delete(checkout.resolve("spark.jar"));

    runWithJdk("b");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void buildsAgainAfterABuildThatWasCutShort() throws Exception {
    maven("3.9.6", "kill -9 $PPID; exit 1");
    runWithJdk("a");
    maven("3.9.6", "");

    assertThat(runWithJdk("b").status()).isZero();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void showsTheEndOfAFailedBuildAndWhereTheRestIs() throws Exception {
    maven("3.9.6", "echo '[ERROR] no such thing'; exit 1");

    Run run = runWithJdk("--help");

    assertThat(run.status()).isEqualTo(70);
    assertThat(run.err())
        .contains("[ERROR] no such thing")
        .contains("The whole log is " + checkout.resolve("target/assay-build.log"));
  }

  @Test
  void twoFirstCallsBuildOnce() throws Exception {
    maven("3.9.6", "sleep 1");
    Started first = start(jdkEnvironment(), checkout.resolve("assay"), "a");
    Started second = start(jdkEnvironment(), checkout.resolve("assay"), "b");

    assertThat(finish(first).status()).isZero();
    assertThat(finish(second).status()).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void twoFirstCallsBuildOnceWithoutFlock() throws Exception {
    Files.delete(bin.resolve("flock"));
    maven("3.9.6", "sleep 1");
    Started first = start(jdkEnvironment(), checkout.resolve("assay"), "a");
    Started second = start(jdkEnvironment(), checkout.resolve("assay"), "b");

    assertThat(finish(first).status()).isZero();
    assertThat(finish(second).status()).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void worksThroughSymbolicLinksAndFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("one"), checkout.resolve("assay"));
    Path second = Files.createSymbolicLink(bin.resolve("assay"), Path.of("../one"));
    assertThat(link).isSymbolicLink();

    Run run = finish(start(jdkEnvironment(), second, "score", "--set", "a=b c"));

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("[-Dassay.root=" + checkout + "]")
        .contains("[-Dassay.launcher=local]")
        .contains("[" + checkout + "/jobs/target/assay-jobs-9.9.jar:" + checkout + "/spark.jar]")
        .contains("[dev.assay.jobs.cli.Main]\n[score]\n[--set]\n[a=b c]\n");
  }

  @Test
  void givesTheLocalRunTheHeapAndOptionsAskedFor() throws Exception {
    Map<String, String> environment = new TreeMap<>(jdkEnvironment());
    environment.put("ASSAY_HEAP", "7g");
    environment.put("ASSAY_JAVA_OPTS", "-Da=1 -Db=2");

    Run run = run(environment, "x");

    assertThat(run.out())
        .contains("[-Xmx7g]")
        .contains("[-Da=1]\n[-Db=2]\n")
        .contains("[--add-opens=java.base/sun.nio.ch=ALL-UNNAMED]");
  }

  @Test
  void passesTheStatusOn() throws Exception {
    script(jdk.resolve("bin/java"), "exit 75");

    assertThat(runWithJdk("x").status()).isEqualTo(75);
  }

  @Test
  void runsThroughSparkSubmitWhenAsked() throws Exception {
    script(bin.resolve("spark-submit"), "printf '[%s]\\n' \"$@\"");
    Map<String, String> environment = new TreeMap<>(jdkEnvironment());
    environment.put("ASSAY_SPARK_SUBMIT", "spark-submit");
    environment.put("ASSAY_SUBMIT_ARGS", "--master yarn");

    Run run = run(environment, "score", "--config", "a b.yaml");

    assertThat(run.out())
        .isEqualTo(
            "[--master]\n[yarn]\n[--class]\n[dev.assay.jobs.cli.Main]\n["
                + checkout
                + "/jobs/target/assay-jobs-9.9.jar]\n[score]\n[--config]\n[a b.yaml]\n");
  }

  @Test
  void saysThatSparkSubmitIsNotThere() throws Exception {
    Map<String, String> environment = new TreeMap<>(jdkEnvironment());
    environment.put("ASSAY_SPARK_SUBMIT", "/no/spark-submit");

    Run run = run(environment, "x");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("ASSAY_SPARK_SUBMIT is '/no/spark-submit', which is not a command");
  }

  @Test
  void runsTheBenchmarksFromTheTestTree() throws Exception {
    Run run = runWithJdk("bench", "--rows", "10");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains(
            "["
                + checkout
                + "/jobs/target/test-classes:"
                + checkout
                + "/jobs/target/classes:"
                + checkout
                + "/spark.jar]")
        .contains("[dev.assay.bench.Bench]\n[--rows]\n[10]\n");
    assertThat(runWithJdk("bench").err()).isEmpty();
  }

  private record Run(int status, String out, String err) {}

  private record Started(Process process, Path output) {}

  private Run runWithJdk(String... words) throws Exception {
    return run(jdkEnvironment(), words);
  }

  private Run run(Map<String, String> environment, String... words) throws Exception {
    return finish(start(environment, checkout.resolve("assay"), words));
  }

  private Map<String, String> jdkEnvironment() {
    return Map.of("JAVA_HOME", jdk.toString());
  }

  private Started start(Map<String, String> environment, Path script, String... words)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(Arrays.asList(words));
    Path output = Files.createTempDirectory(temporary, "run");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(temporary.toFile())
            .redirectOutput(output.resolve("out").toFile())
            .redirectError(output.resolve("err").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().putAll(environment);
    return new Started(builder.start(), output);
  }

  private static Run finish(Started started) throws Exception {
    assertThat(started.process().waitFor(Subprocess.HANGS.toMinutes(), TimeUnit.MINUTES)).isTrue();
    return new Run(
        started.process().exitValue(),
        Files.readString(started.output().resolve("out")),
        Files.readString(started.output().resolve("err")));
  }

  private long builds() throws IOException {
    Path calls = temporary.resolve("builds");
    return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
  }

  /** A java that prints its arguments, beside a compiler. */
  private static void jdk(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\nOS_NAME=\"x\"\n");
    script(
        home.resolve("bin/java"),
        "if [[ $1 == -version ]]; then echo 'openjdk version \""
            + version
            + "\" 2025' >&2; exit; fi\nprintf '[%s]\\n' \"$@\"");
    script(home.resolve("bin/javac"), "exit 0");
  }

  /** A Maven that notes each build, does what the test says, and leaves what a build leaves. */
  private void maven(String version, String build) throws IOException {
    script(
        bin.resolve("mvn"),
        """
        if [[ $1 == -v ]]; then printf '\\033[1mApache Maven %s\\033[m\\nMaven home: x\\n'; exit; fi
        echo build >> '%s'
        %s
        mkdir -p jobs/target
        touch spark.jar jobs/target/assay-jobs-9.9.jar
        echo "$PWD/spark.jar" > jobs/target/spark.classpath
        for word; do [[ $word != -Dmdep.outputFile=* ]] || echo "$PWD/spark.jar" > "${word#*=}"; done
        """
            .formatted(version, temporary.resolve("builds"), build));
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/usr/bin/env bash\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path onPath(String tool) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }
}
