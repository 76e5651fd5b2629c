package io.github.tektoncourier.kamelet.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.cloudevent.format.RunLink;
import io.github.tektoncourier.kamelet.AddressValueException;
import io.github.tektoncourier.kamelet.EventAttributes;
import io.github.tektoncourier.kamelet.EventData;
import io.github.tektoncourier.kamelet.PipeText;
import io.github.tektoncourier.kamelet.RunUrl;
import io.github.tektoncourier.kamelet.SecretParameters;
import io.github.tektoncourier.kamelet.http.BoundedConfigurer;
import io.github.tektoncourier.kamelet.http.HttpReceiver;
import io.github.tektoncourier.kamelet.http.ShortAnswer;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.text.LogText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Headers;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.jspecify.annotations.Nullable;

/** What the Slack Kamelet needs from Java: the message for an event, the way to Slack, and what its answer means. */
public final class SlackSink implements BoundedConfigurer, CamelContextAware {

    /** More tasks than anybody reads; the ones that failed are told by the run's own message as well. */
    private static final int CHILDREN = 200;

    /** A run has 1.4 MB at most, most have some KB; the rest is counted. One message's tasks must not take the heap. */
    private static final int CHILDREN_BYTES = 2 * 1024 * 1024;

    /** Where the Kamelet puts what Slack answers. */
    private static final String ANSWER = "slackAnswer";

    /** A name, or an id; Slack has no other characters in either but letters of all languages. */
    private static final Pattern CHANNEL = Pattern.compile("#?[\\p{L}\\p{N}_.-]{1,80}");

    private static final Pattern ERROR = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private @Nullable CamelContext camelContext;
    private String webhookUrl = "";
    private String token = "";
    private String channel = "";
    private String channelFrom = "";
    private String apiUrl = "";
    private @Nullable String runUrl;
    private volatile @Nullable SlackLayout layout;

    public void setWebhookUrl(@Nullable String webhookUrl) {
        this.webhookUrl = webhookUrl == null ? "" : webhookUrl.strip();
    }

    public void setToken(@Nullable String token) {
        this.token = token == null ? "" : token.strip();
    }

    public void setChannel(@Nullable String channel) {
        this.channel = channel == null ? "" : channel.strip();
    }

    /** Names the exchange variable that has each event's channel. */
    public void setChannelFrom(@Nullable String channelFrom) {
        this.channelFrom = channelFrom == null ? "" : channelFrom.strip();
    }

    public void setApiUrl(String apiUrl) {
        this.apiUrl = apiUrl.strip();
    }

    /** As {@link RunUrl} takes it. */
    public void setRunUrl(@Nullable String runUrl) {
        this.runUrl = runUrl;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(@Nullable CamelContext camelContext) {
        this.camelContext = camelContext;
        SecretParameters.maskIn(camelContext);
    }

    /** The message that tells this event. */
    public SlackMessage message(@Body byte @Nullable [] data, @Headers Map<String, Object> headers, Exchange exchange) {
        EventData event = EventData.read(data);
        SlackStory story = new SlackStory(
                EventAttributes.of(headers),
                event.run().orElse(null),
                event.event().orElse(null),
                event.run().map(this::children).orElse(List.of()));
        return layout().write(story, channel(exchange));
    }

    private @Nullable String channel(Exchange exchange) {
        if (channelFrom.isEmpty()) {
            return channel.isEmpty() ? null : PipeText.of(camelContext, channel);
        }
        String given = exchange.getVariable(channelFrom, String.class);
        if (given == null || !CHANNEL.matcher(given.strip()).matches()) {
            throw new AddressValueException("channelFrom takes the channel from the variable "
                    + LogText.line(channelFrom, 80) + ", which "
                    + (given == null || given.isBlank() ? "is not set" : "is no name or id of a channel")
                    + " for this event. Set it with setVariable, or give the slot a default.");
        }
        return given.strip();
    }

    /** Slack answers 200 to a refusal, too: {@code ok} decides. A webhook says its {@code ok} or error as plain text. */
    public void check(Exchange exchange) {
        String answer = exchange.getVariable(ANSWER, String.class);
        Map<?, ?> headers = exchange.getVariable("header:" + ANSWER, Map.class); // whatever the case of their names
        int status = headers.get(Exchange.HTTP_RESPONSE_CODE) instanceof Integer code ? code : 0;
        String retryAfter = headers.get("Retry-After") instanceof String seconds ? seconds : null;
        String text = answer == null ? "" : answer.strip();
        JsonNode json = json(text);
        boolean ok = json.isObject() ? json.path("ok").asBoolean(false) : text.equals("ok");
        if (status / 100 != 2 || !ok) {
            String error = json.isObject() ? json.path("error").asText("") : text;
            if (headers.get(ShortAnswer.UNREAD) instanceof String encoding) {
                throw SlackRefusedException.packed(status, encoding);
            }
            throw new SlackRefusedException(status, ERROR.matcher(error).matches() ? error : "", retryAfter);
        }
    }

    /** Scheme, host and port: all of the address that may be shown. */
    public String origin() {
        return receiver().origin();
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        layout(); // says what is wrong with runUrl when the route starts
        receiver().configureHttpClient(client);
    }

    private SlackLayout layout() {
        SlackLayout made = layout;
        if (made == null) {
            made = new SlackLayout(new RunLink(RunUrl.of(camelContext, runUrl)));
            layout = made;
        }
        return made;
    }

    private HttpReceiver receiver() {
        HttpReceiver receiver = new HttpReceiver();
        receiver.setCamelContext(camelContext);
        receiver.setBodyDecides(true);
        boolean somewhere = !channel.isEmpty() || !channelFrom.isEmpty();
        boolean api = !token.isEmpty() || somewhere;
        boolean half = api && (token.isEmpty() || !somewhere || !(channel.isEmpty() || channelFrom.isEmpty()));
        if (half || api == !webhookUrl.isEmpty()) {
            throw new IllegalArgumentException(
                    "tekton-slack-sink needs either webhookUrl, or token and channel or channelFrom");
        }
        receiver.setUrl(api ? apiUrl.replaceAll("/+$", "") + "/chat.postMessage" : webhookUrl);
        receiver.setBearerToken(token);
        return receiver;
    }

    private List<Run> children(Run run) {
        if (run.kind() != RunKind.PIPELINE_RUN || !run.done() || camelContext == null) {
            return List.of();
        }
        Known known = camelContext.getRegistry().findSingleByType(Known.class);
        return known == null
                ? List.of()
                : known.children(run.uid(), CHILDREN, CHILDREN_BYTES).stream()
                        .map(EventData::snapshot)
                        .flatMap(Optional::stream)
                        .toList();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
