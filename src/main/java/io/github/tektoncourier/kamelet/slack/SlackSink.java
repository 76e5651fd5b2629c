package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.cloudevent.format.RunLink;
import io.github.tektoncourier.journal.SinkDelivery;
import io.github.tektoncourier.journal.tail.LogTails;
import io.github.tektoncourier.kamelet.AddressValueException;
import io.github.tektoncourier.kamelet.EventAttributes;
import io.github.tektoncourier.kamelet.EventData;
import io.github.tektoncourier.kamelet.PipeText;
import io.github.tektoncourier.kamelet.RunUrl;
import io.github.tektoncourier.kamelet.SecretParameters;
import io.github.tektoncourier.kamelet.http.BoundedConfigurer;
import io.github.tektoncourier.kamelet.http.HttpReceiver;
import io.github.tektoncourier.kamelet.slack.template.SlackTemplate;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.text.Durations;
import io.github.tektoncourier.text.LimitedLog;
import io.github.tektoncourier.text.LogText;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Headers;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What the Slack Kamelet needs from Java: the requests for an event, the way to Slack, and what its answer means. */
public final class SlackSink implements BoundedConfigurer, CamelContextAware {

    /** More tasks than anybody reads; the ones that failed are told by the run's own message as well. */
    private static final int CHILDREN = 200;

    /** A run has 1.4 MB at most, most have some KB; the rest is counted. One message's tasks must not take the heap. */
    private static final int CHILDREN_BYTES = 2 * 1024 * 1024;

    /** Failed tasks whose logs are waited for. */
    private static final int LOGS = 5;

    private static final LimitedLog LOG = new LimitedLog(LoggerFactory.getLogger(SlackSink.class));
    private static final String TALK = "TektonCourierSlackTalk";

    /** The exchange property that says whether a request is ready. */
    private static final String NEXT = "TektonCourierSlackNext";

    private static final String METHOD = "slackMethod";
    private static final String HTTP_URI = "CamelHttpUri";

    /** A name, or an id; Slack has no other characters in either but letters of all languages. */
    private static final Pattern CHANNEL = Pattern.compile("#?[\\p{L}\\p{N}_.-]{1,80}");

    private @Nullable CamelContext camelContext;
    private String webhookUrl = "";
    private String token = "";
    private String channel = "";
    private String channelFrom = "";
    private String apiUrl = "";
    private String guarded = "false";
    private @Nullable String runUrl;
    private boolean live = true;
    private String digestAfter = "20";
    private String digestWindow = "5m";
    private String pace = "1s";
    private String quietHours = "";
    private String template = "";
    private volatile @Nullable SlackTemplate program;
    private final SlackChannel.ByName channels =
            new SlackChannel.ByName(() -> camelContext != null && camelContext.isStopping());
    private final Streaks streaks = new Streaks();
    private volatile LivingMessage.@Nullable Parts parts;
    private volatile @Nullable HttpReceiver receiver;
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

    /** As {@link HttpReceiver#setGuarded} takes it. */
    public void setGuarded(String guarded) {
        this.guarded = guarded;
    }

    /** As {@link RunUrl} takes it. */
    public void setRunUrl(@Nullable String runUrl) {
        this.runUrl = runUrl;
    }

    /** Whether a run has one message that is edited, where there is a journal and a token. */
    public void setLive(String live) {
        this.live = !live.strip().equals("false");
    }

    /** New messages in a window beyond which runs go into a digest; 0 for never. */
    public void setDigestAfter(String digestAfter) {
        this.digestAfter = digestAfter.strip();
    }

    public void setDigestWindow(String digestWindow) {
        this.digestWindow = digestWindow;
    }

    /** As {@link QuietHours} reads them. */
    public void setQuietHours(@Nullable String quietHours) {
        this.quietHours = quietHours == null ? "" : PipeText.of(quietHours.strip());
    }

    /** A jq program that makes the message of a story; empty for the courier's own message. */
    public void setTemplate(@Nullable String template) {
        this.template = template == null ? "" : template.strip();
    }

    /** The pause between two requests about one channel. */
    public void setPace(String pace) {
        this.pace = pace;
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

    /** Prepares the first request that tells this event, if there is any. */
    public void begin(@Body byte @Nullable [] data, @Headers Map<String, Object> headers, Exchange exchange)
            throws InterruptedException {
        EventData event = EventData.read(data);
        SlackStory story = new SlackStory(
                EventAttributes.of(headers),
                event.run().orElse(null),
                event.event().orElse(null),
                List.of());
        SlackTalk talk =
                talk(story, channel(exchange), exchange.getProperty(SinkDelivery.PROPERTY, SinkDelivery.class));
        exchange.setProperty(TALK, talk);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                talk.ended();
            }
        });
        prepare(exchange, talk.begin());
    }

    /** Reads what Slack answered, and prepares the next request, if there is any. */
    public void check(Exchange exchange) throws InterruptedException {
        SlackTalk talk = exchange.getProperty(TALK, SlackTalk.class);
        prepare(exchange, talk.answered(SlackAnswer.of(exchange)));
    }

    private void prepare(Exchange exchange, @Nullable SlackRequest request) {
        exchange.setProperty(NEXT, request != null);
        if (request == null) {
            return;
        }
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        exchange.setVariable(METHOD, request.method());
        message.setBody(request.body());
        message.setHeader(Exchange.CONTENT_TYPE, request.contentType());
        message.setHeader(HTTP_URI, receiver().origin(exchange));
    }

    private SlackTalk talk(SlackStory event, @Nullable String to, @Nullable SinkDelivery delivery)
            throws InterruptedException {
        Known known = known();
        boolean ofRun = !event.foreign() && !RootStory.uid(event).isEmpty();
        if (delivery == null || known == null || !ofRun) {
            return SlackTalk.post(message(event, to, delivery));
        }
        LivingMessage.Parts parts = parts(known);
        if (live && to != null) {
            SlackChannel channel = channels.use(to);
            try {
                return new LivingMessage(parts, delivery, channel, event);
            } catch (RuntimeException e) {
                channel.use(-1);
                throw e;
            }
        }
        return SlackTalk.post(message(counted(event, to == null ? "" : to, delivery), to, delivery));
    }

    /** With the runs that a run which has ended controls. */
    private SlackMessage message(SlackStory event, @Nullable String to, @Nullable SinkDelivery delivery)
            throws InterruptedException {
        Run run = event.run();
        SlackStory story = run != null && run.done() ? event.withChildren(children(run)) : event;
        LogTails tails = tails();
        if (tails != null && delivery != null && story.rootEnded()) {
            story = story.withTails(
                    tails.awaited(story.culprits().stream().limit(LOGS).toList(), delivery::pause));
        }
        return written(story).to(to);
    }

    /** By the template where there is one. What a template cannot tell is told by the courier's own message. */
    private SlackMessage written(SlackStory story) {
        SlackMessage message = layout().write(story, null);
        SlackTemplate own = program();
        if (own == null || story.foreign()) {
            return message;
        }
        Run run = story.run();
        try {
            SlackTemplate.Made made = own.make(StoryJson.of(
                    story, message, run == null ? "" : link().to(run).orElse("")));
            return SlackMessage.of(null, made.text() == null ? message.text() : made.text(), made.blocks());
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "The template of tekton-slack-sink does not work for {}, so the courier's own message is taken: {}",
                    LogText.line(story.where()),
                    LogText.line(e.getMessage(), 300));
            return message;
        }
    }

    private @Nullable SlackTemplate program() {
        SlackTemplate made = program;
        if (made == null && !template.isEmpty() && camelContext != null) {
            made = new SlackTemplate(camelContext, PipeText.of(camelContext, template));
            program = made;
        }
        return made;
    }

    /** With what the run's end means beside those before. */
    private SlackStory counted(SlackStory event, String to, SinkDelivery delivery) {
        SlackNotes notes = new SlackNotes(delivery.state());
        String key = LivingMessage.key(event, to);
        RunNote note = notes.read(key, RunNote.NONE, RunNote.class);
        return event.withStreak(Streaks.words(streaks.counted(notes, key, to, note, event), event));
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

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        layout(); // says what is wrong with runUrl when the route starts
        window();
        LiveParameters.check("pace", pace);
        channels.pace(Durations.parse("pace", pace));
        var unused = program(); // says what is wrong with the template
        receiver().configureHttpClient(client);
    }

    private SlackLayout layout() {
        SlackLayout made = layout;
        if (made == null) {
            made = new SlackLayout(link());
            layout = made;
        }
        return made;
    }

    private RunLink link() {
        return new RunLink(RunUrl.of(camelContext, runUrl));
    }

    private HttpReceiver receiver() {
        HttpReceiver made = receiver;
        if (made != null) {
            return made;
        }
        made = new HttpReceiver();
        made.setCamelContext(camelContext);
        made.setBodyDecides(true);
        made.setGuarded(guarded);
        boolean somewhere = !channel.isEmpty() || !channelFrom.isEmpty();
        boolean api = !token.isEmpty() || somewhere;
        boolean half = api && (token.isEmpty() || !somewhere || !(channel.isEmpty() || channelFrom.isEmpty()));
        if (half || api == !webhookUrl.isEmpty()) {
            throw new IllegalArgumentException(
                    "tekton-slack-sink needs either webhookUrl, or token and channel or channelFrom");
        }
        if (!api && !quietHours.isEmpty()) {
            throw new IllegalArgumentException("quietHours needs token: what a webhook posts cannot be edited, so"
                    + " quiet hours have no one message to collect in. Take it out, or use a token and channel");
        }
        made.setUrl(api ? apiUrl.replaceAll("/+$", "") + "/{" + METHOD + "}" : webhookUrl);
        made.setBearerToken(token);
        receiver = made;
        return made;
    }

    private DigestWindow window() {
        LiveParameters.check("digestAfter", digestAfter);
        LiveParameters.check("digestWindow", digestWindow);
        return new DigestWindow(
                Integer.parseInt(digestAfter),
                Durations.parse("digestWindow", digestWindow),
                QuietHours.parse(quietHours).orElse(null),
                clock());
    }

    private LivingMessage.Parts parts(Known known) {
        LivingMessage.Parts made = parts;
        if (made == null) {
            made = new LivingMessage.Parts(
                    this::written, link(), this::children, known, window(), streaks, clock(), tails());
            parts = made;
        }
        return made;
    }

    private Clock clock() {
        Clock bound = camelContext == null ? null : camelContext.getRegistry().findSingleByType(Clock.class);
        return bound == null ? Clock.systemUTC() : bound;
    }

    private @Nullable Known known() {
        return camelContext == null ? null : camelContext.getRegistry().findSingleByType(Known.class);
    }

    private @Nullable LogTails tails() {
        return camelContext == null ? null : camelContext.getRegistry().findSingleByType(LogTails.class);
    }

    private List<Run> children(Run run) {
        Known known = known();
        return run.kind() != RunKind.PIPELINE_RUN || known == null
                ? List.of()
                : known.children(run.uid(), CHILDREN, CHILDREN_BYTES).stream()
                        .map(EventData::snapshot)
                        .flatMap(Optional::stream)
                        .filter(child -> child.namespace().equals(run.namespace())) // an owner's UID can be made up
                        .toList();
    }
}
