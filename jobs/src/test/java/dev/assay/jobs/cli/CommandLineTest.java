package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class CommandLineTest {
  private final TestShell shell = new TestShell();

  @TempDir Path directory;

  static Stream<CommandLine> commands() {
    return leaves(new Assay(new TestShell().shell()).commandLine())
        .filter(command -> !command.getCommandName().equals("help"));
  }

  private static Stream<CommandLine> leaves(CommandLine command) {
    return command.getSubcommands().isEmpty()
        ? Stream.of(command)
        : command.getSubcommands().values().stream().flatMap(CommandLineTest::leaves);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItselfWithAnExample(CommandLine command) {
    String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);

    assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
    assertThat(help)
        .contains("Examples:")
        .contains(
            "  " + command.getCommandSpec().qualifiedName().replace("assay bench", "assay bench"));
    assertThat(command.getCommandSpec().options())
        .allSatisfy(option -> assertThat(option.description()).isNotEmpty());
  }

  @Test
  void theHelpGroupsTheCommands() {
    assertThat(shell.run("--help")).isZero();
    assertThat(shell.out())
        .containsSubsequence(
            "Start here:", "demo", "Jobs:", "plan", "score", "Results:", "runs", "query")
        .containsSubsequence("Models:", "model", "More:", "bench", "completion", "help")
        .contains("Exit status: 0 done, 2 usage or configuration")
        .doesNotContain("\u001b[");
  }

  @Test
  void everyCommandIsInAGroup() {
    shell.run("--help");
    new Assay(shell.shell())
        .commandLine()
        .getSubcommands()
        .keySet()
        .forEach(name -> assertThat(shell.out()).containsPattern("(?m)^  " + name + " "));
  }

  @Test
  void theVersionIsPrinted() {
    assertThat(shell.run("--version")).isZero();
    assertThat(shell.out()).startsWith("assay ");
  }

  @Test
  void nothingAskedIsAUsageErrorWithHelp() {
    assertThat(shell.run()).isEqualTo(2);
    assertThat(shell.err()).contains("Usage: assay");
  }

  @Test
  void anUnknownCommandGetsASuggestion() {
    assertThat(shell.run("scroe")).isEqualTo(2);
    assertThat(shell.err())
        .isEqualToNormalizingNewlines(
            "assay: Unknown word: 'scroe'. Did you mean 'score'? See 'assay --help'.\n");
  }

  @Test
  void anUnknownOptionGetsASuggestion() {
    assertThat(shell.run("score", "--confg=x.yaml", "--config", "y.yaml")).isEqualTo(2);
    assertThat(shell.err())
        .contains(
            "Unknown option: '--confg=x.yaml'. Did you mean '--config'? See 'assay score --help'.");
  }

  @Test
  void aMissingOptionIsNamed() {
    assertThat(shell.run("score")).isEqualTo(2);
    assertThat(shell.err()).contains("assay: Missing required option: '--config FILE'");
  }

  @Test
  void colourIsForTerminalsThatWantIt() {
    assertThat(new TestShell().shell().colour()).isFalse();
    assertThat(new TestShell().onTerminal().with("TERM", "xterm").shell().colour()).isTrue();
    assertThat(
            new TestShell()
                .onTerminal()
                .with("TERM", "xterm")
                .with("NO_COLOR", "1")
                .shell()
                .colour())
        .isFalse();
    assertThat(new TestShell().onTerminal().with("TERM", "dumb").shell().colour()).isFalse();
  }

  @Test
  void aUsageErrorLeavesAResultFileToo() throws Exception {
    Path file = directory.resolve("new/result.json");

    int status = shell.run("score", "--no-such-option", "--result", file.toString());

    JsonNode result = new ObjectMapper().readTree(Files.readString(file));
    assertThat(status).isEqualTo(2);
    assertThat(result.get("command").asText()).isEqualTo("score");
    assertThat(result.get("status").asText()).isEqualTo("FAILED");
    assertThat(result.get("exit_status").asInt()).isEqualTo(2);
    assertThat(result.get("error").asText()).isEqualTo("USAGE");
    assertThat(result.get("message").asText()).contains("--no-such-option");
    assertThat(result.get("started_at").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(file.getParent().toFile().list()).containsExactly("result.json");
  }

  @Test
  void theCompletionKnowsEveryCommand() {
    assertThat(shell.run("completion")).isZero();
    assertThat(shell.out()).contains("complete -F _complete_assay", "score", "--as-of", "verify");
    assertThat(shell.out()).contains("FORMAT_option_args=(\"table\" \"csv\" \"json\")");
  }

  @Test
  void theBenchmarksAreRunByTheLauncher() {
    assertThat(shell.run("bench", "--rows", "10")).isEqualTo(2);
    assertThat(shell.err()).contains("Run ./assay bench in a checkout");
  }
}
