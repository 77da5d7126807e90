package dev.assay.jobs.cli;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.error.Suggest;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line as a whole: its commands, and what happens before and after each. */
@Command(
    name = "assay",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    commandListHeading = "",
    synopsisSubcommandLabel = "COMMAND",
    description = "Scores large tables with machine-learned models on Apache Spark.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay demo",
      "  assay plan  --config job.yaml --as-of 2018-12-31",
      "  assay score --config job.yaml --as-of 2018-12-31",
      "",
      "'assay COMMAND --help' explains a command. Exit status: 0 done, 2 usage or configuration,",
      "3 gate failed, 4 data, 5 model, 6 refused by policy, 70 internal, 75 worth retrying,",
      "130 and 143 interrupted."
    })
final class Assay {
  private static final Map<String, List<String>> GROUPS = groups();

  private final Shell shell;
  private final CommandLine commandLine;
  private Outcome outcome = Outcome.ok();

  Assay(Shell shell) {
    this.shell = shell;
    this.commandLine = new CommandLine(this);
    Commands.add(commandLine, shell);
    commandLine.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
    commandLine.setColorScheme(Help.defaultColorScheme(shell.colourOut() ? Ansi.ON : Ansi.OFF));
    commandLine.setUsageHelpWidth(Math.max(80, Math.min(120, shell.columns())));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setAbbreviatedOptionsAllowed(false);
    commandLine
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Assay::groupedCommands);
    commandLine.setParameterExceptionHandler((e, words) -> usage(e));
    commandLine.setExecutionExceptionHandler((e, command, parsed) -> failed(e));
  }

  /** The parsed commands, for help and completion. */
  CommandLine commandLine() {
    return commandLine;
  }

  /** Runs one command line and returns the exit status. */
  int run(String... words) {
    Instant started = shell.clock().instant();
    int status;
    try {
      status = words.length == 0 ? nothingAsked() : commandLine.execute(words);
      status = status == 0 ? result().exitStatus() : status;
    } catch (Throwable e) { // an Error too: its message is the last chance to say what to do
      status = failed(e);
    }
    return writeResult(List.of(words), started, status);
  }

  private int nothingAsked() {
    commandLine.usage(shell.err());
    return ErrorCode.USAGE.exitStatus();
  }

  private Outcome result() {
    CommandLine leaf = leaf();
    Object value = leaf.getExecutionResult();
    if (value instanceof Outcome ended) {
      outcome = ended;
    }
    return outcome;
  }

  private CommandLine leaf() {
    CommandLine leaf = commandLine;
    while (leaf.getParseResult() != null && leaf.getParseResult().hasSubcommand()) {
      leaf = leaf.getParseResult().subcommand().commandSpec().commandLine();
    }
    return leaf;
  }

  private int writeResult(List<String> words, Instant started, int status) {
    Optional<String> file = ResultFile.requestedBy(words);
    if (file.isEmpty()) {
      return status;
    }
    String command = words.stream().filter(word -> !word.startsWith("-")).findFirst().orElse("");
    try {
      ResultFile.write(
          file.get(),
          ResultFile.json(command, outcome, started, shell.clock().instant(), shell.log()));
      return status;
    } catch (AssayException e) {
      return status == 0 ? failed(e) : status;
    }
  }

  private int failed(Throwable thrown) {
    outcome = Failures.outcome(thrown, shell.logFile());
    return tell();
  }

  private int usage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String message = sentence(e.getMessage()) + suggestion(e);
    String help = " See '" + command.getCommandSpec().qualifiedName() + " --help'.";
    outcome = Outcome.failed(ErrorCode.USAGE, message + help);
    return tell();
  }

  private int tell() {
    Ansi ansi = shell.colour() ? Ansi.ON : Ansi.OFF;
    shell.err().println(ansi.string("@|bold,red assay:|@ ") + outcome.message());
    return outcome.exitStatus();
  }

  private static String sentence(String message) {
    // "Unmatched argument at index 0" is how picocli says that there is no such command.
    String stripped =
        message
            .strip()
            .replaceFirst("^Error: ", "")
            .replaceFirst("^Unmatched argument at index \\d+:", "Unknown word:");
    return stripped.endsWith(".") ? stripped : stripped + ".";
  }

  private static String suggestion(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    String word = unmatched.getUnmatched().get(0);
    CommandLine command = e.getCommandLine();
    return word.startsWith("-")
        ? Suggest.didYouMean(
            word.replaceFirst("=.*$", ""), command.getCommandSpec().optionsMap().keySet())
        : Suggest.didYouMean(word, command.getSubcommands().keySet());
  }

  private static Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    groups.put("Start here", List.of("demo"));
    groups.put("Jobs", List.of("plan", "score", "evaluate", "check", "profile"));
    groups.put("Results", List.of("runs", "report", "quality", "query"));
    groups.put("Models", List.of("model"));
    groups.put("More", List.of("bench", "completion", "help"));
    return groups;
  }

  private static String groupedCommands(Help help) {
    Map<String, Help> commands = help.subcommands();
    StringBuilder text = new StringBuilder();
    int width = commands.keySet().stream().mapToInt(String::length).max().orElse(0) + 4;
    if (!commands.containsKey("completion")) { // a group within
      text.append(String.format("%nCommands:%n"));
      commands.forEach((name, command) -> text.append(line(name, command, width)));
      return text.toString();
    }
    Function<String, String> lineOf = name -> line(name, commands.get(name), width);
    GROUPS.forEach(
        (title, names) -> {
          text.append(String.format("%n%s:%n", title));
          names.stream()
              .filter(commands::containsKey)
              .forEach(name -> text.append(lineOf.apply(name)));
        });
    return text.toString();
  }

  private static String line(String name, Help command, int width) {
    UsageMessageSpec usage = command.commandSpec().usageMessage();
    String[] lines = usage.header().length > 0 ? usage.header() : usage.description();
    String first = lines.length == 0 ? "" : lines[0];
    return String.format("  %-" + width + "s%s%n", name, String.format(first));
  }
}
