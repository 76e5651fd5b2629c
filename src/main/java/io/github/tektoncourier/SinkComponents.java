package io.github.tektoncourier;

import io.github.tektoncourier.journal.camel.AnswerInterceptor;
import io.github.tektoncourier.journal.camel.FilterNotes;
import io.github.tektoncourier.kamelet.http.BoundedHttp;
import io.github.tektoncourier.routes.camel.AddressGuard;
import io.github.tektoncourier.routes.camel.SinglePassParser;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;

/** Puts what sink files run with into Camel before it configures components, which takes components of ours as they are. */
final class SinkComponents extends MainListenerSupport {

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        SinglePassParser.addTo(main.getCamelContext());
        BoundedHttp.addTo(main.getCamelContext());
        AddressGuard.addTo(main.getCamelContext());
        AnswerInterceptor.addTo(main.getCamelContext());
        FilterNotes.addTo(main.getCamelContext());
    }
}
