package io.github.tektoncourier.kamelet.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/** Leads every name, one lookup after the other, to what is given; the last stays. */
final class FakeNames implements DnsResolver {

    final List<String> asked = new ArrayList<>();
    private List<String> answers = List.of();

    void leadTo(String... addresses) {
        answers = List.of(addresses);
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        if (answers.isEmpty() || host.equals("localhost")) {
            return InetAddress.getAllByName(host);
        }
        asked.add(host);
        String answer = answers.get(Math.min(asked.size(), answers.size()) - 1);
        List<InetAddress> all = new ArrayList<>();
        for (String one : Arrays.asList(answer.split("\\+", -1))) {
            all.add(InetAddress.getByName(one));
        }
        return all.toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
