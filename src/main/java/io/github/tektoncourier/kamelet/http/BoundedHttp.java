package io.github.tektoncourier.kamelet.http;

import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ClassResolver;
import org.apache.camel.spi.FactoryFinder;
import org.apache.camel.spi.FactoryFinderResolver;
import org.apache.camel.support.PluginHelper;

/** Makes {@code http:} and {@code https:} of a Camel context as bounded as the sink Kamelets are. */
public final class BoundedHttp {

    private static final String DYNAMIC = "META-INF/services/org/apache/camel/send-dynamic/";

    private BoundedHttp() {}

    /** Must come before anything in the context uses the components. */
    public static void addTo(CamelContext context) {
        context.addComponent("http", new BoundedHttpComponent());
        context.addComponent("https", new BoundedHttpComponent());
        FactoryFinderResolver before = PluginHelper.getFactoryFinderResolver(context);
        context.getCamelContextExtension().addContextPlugin(FactoryFinderResolver.class, new Resolver(before));
    }

    /** Camel finds what handles {@code toD} by files on the class path only. */
    private record Resolver(FactoryFinderResolver before) implements FactoryFinderResolver {
        @Override
        public FactoryFinder resolveFactoryFinder(ClassResolver classes, String path) {
            FactoryFinder finder = before.resolveFactoryFinder(classes, path);
            return path.equals(DYNAMIC) ? new Finder(finder) : finder;
        }

        @Override
        public FactoryFinder resolveBootstrapFactoryFinder(ClassResolver classes, String path) {
            return before.resolveBootstrapFactoryFinder(classes, path);
        }
    }

    private record Finder(FactoryFinder before) implements FactoryFinder {
        @Override
        public String getResourcePath() {
            return before.getResourcePath();
        }

        @Override
        public Optional<Object> newInstance(String key) {
            return before.newInstance(key);
        }

        @Override
        public <T> Optional<T> newInstance(String key, Class<T> type) {
            return before.newInstance(key, type);
        }

        @Override
        public Optional<Class<?>> findClass(String key) {
            return key.equals("http") || key.equals("https") ? Optional.of(HttpOptions.class) : before.findClass(key);
        }

        @Override
        public Optional<Class<?>> findOptionalClass(String key) {
            return before.findOptionalClass(key);
        }

        @Override
        public void clear() {
            before.clear();
        }
    }
}
