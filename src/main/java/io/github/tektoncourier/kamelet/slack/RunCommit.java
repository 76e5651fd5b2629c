package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.run.Cuts;
import io.github.tektoncourier.run.JsonCursor;
import io.github.tektoncourier.run.Run;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run was made for, from the annotations and labels that Pipelines-as-Code and Triggers give it: repository,
 * branch, pull request, commit, author. Each value is empty where it is not there.
 */
record RunCommit(Map<String, String> values) {

    private static final String CODE = "pipelinesascode.tekton.dev/";
    private static final String TRIGGERS = "triggers.tekton.dev/";
    private static final Set<String> READ = Set.of(
            CODE + "repository",
            CODE + "url-org",
            CODE + "url-repository",
            CODE + "branch",
            CODE + "source-branch",
            CODE + "pull-request",
            CODE + "sha",
            CODE + "sha-title",
            CODE + "sha-url",
            CODE + "sender",
            CODE + "log-url",
            CODE + "event-type",
            TRIGGERS + "trigger",
            TRIGGERS + "eventlistener");
    private static final int SHORT = 80;
    private static final int TITLE = 120;

    static RunCommit of(Run run) {
        Map<String, String> found = new HashMap<>();
        byte[] bytes = run.json();
        try (JsonCursor json = new JsonCursor(bytes, 0, bytes.length, new Cuts(bytes))) {
            json.object(field -> {
                if (field.equals("metadata")) {
                    json.object(member -> metadata(json, member, found));
                } else {
                    json.skip();
                }
            });
        } catch (IOException e) {
            return new RunCommit(found); // what was read of it is as good as any
        }
        return new RunCommit(found);
    }

    /** Annotations count before labels, which hold no more than 63 characters of a value. */
    private static void metadata(JsonCursor json, String member, Map<String, String> found) throws IOException {
        if (!member.equals("annotations") && !member.equals("labels")) {
            json.skip();
            return;
        }
        json.object(name -> {
            if (!READ.contains(name)) {
                json.skip();
                return;
            }
            String value = json.textOrEmpty();
            if (!value.isBlank() && (member.equals("annotations") || !found.containsKey(name))) {
                found.put(name, value);
            }
        });
    }

    String value(String name) {
        return values.getOrDefault(CODE + name, "");
    }

    /** Where Pipelines-as-Code shows the run's log; empty for anything but http and https. */
    String log() {
        return web(value("log-url"));
    }

    /** In a line of Slack's markup; empty where nothing is known. */
    String line() {
        String organisation = value("url-org");
        String repository = value("url-repository").isEmpty() ? value("repository") : value("url-repository");
        String where = organisation.isEmpty() || repository.isEmpty() ? repository : organisation + "/" + repository;
        String title = value("sha-title").lines().findFirst().orElse("");
        String sha = value("sha").length() > 7 ? value("sha").substring(0, 7) : value("sha");
        String pull = value("pull-request");
        String branch = value("source-branch").isEmpty() ? value("branch") : value("source-branch");
        return Stream.of(
                        SlackText.code(where, SHORT),
                        on("on", branch.replaceFirst("^refs/heads/", "")),
                        pull.isEmpty() ? "" : "pull request " + SlackText.code(pull, 20),
                        sha.isEmpty() ? "" : "commit " + SlackText.link(value("sha-url"), sha, 20),
                        SlackText.code(title, TITLE),
                        on("by", value("sender")),
                        value("repository").isEmpty()
                                ? on("trigger", values.getOrDefault(TRIGGERS + "trigger", ""))
                                : "")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" · "));
    }

    private static String on(String word, String value) {
        return value.isBlank() ? "" : word + " " + SlackText.code(value, SHORT);
    }

    private static String web(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return lower.startsWith("https://") || lower.startsWith("http://") ? url : "";
    }
}
