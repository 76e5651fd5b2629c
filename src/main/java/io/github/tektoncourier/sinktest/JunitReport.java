package io.github.tektoncourier.sinktest;

import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Secrets;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Results as CI systems read them.
 *
 * @see <a href="https://github.com/testmoapp/junitxml">Common JUnit XML Format</a>
 */
public final class JunitReport {

    private final XMLStreamWriter xml;

    private JunitReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** The report as XML, without secrets. */
    public static String of(List<TestedFile> files) {
        StringWriter out = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            new JunitReport(xml).write(files);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return out.toString();
    }

    private void write(List<TestedFile> files) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuites");
        for (TestedFile file : files) {
            xml.writeCharacters("\n  ");
            suite(file);
        }
        xml.writeCharacters("\n");
        xml.writeEndElement();
        xml.writeCharacters("\n");
        xml.writeEndDocument();
    }

    private void suite(TestedFile file) throws XMLStreamException {
        Duration all = file.tests().stream().map(TestedFile.Tested::time).reduce(Duration.ZERO, Duration::plus);
        boolean broken = !file.problems().isEmpty();
        xml.writeStartElement("testsuite");
        attribute("name", file.path().toString());
        attribute("tests", String.valueOf(file.tests().size() + (broken ? 1 : 0)));
        attribute("failures", String.valueOf(file.failed()));
        attribute("errors", broken ? "1" : "0");
        attribute("time", seconds(all));
        if (broken) {
            List<String> lines = file.problems().stream().map(Problem::toString).toList();
            start(file, "the file is in order", file.problems().get(0).line(), Duration.ZERO);
            verdict("error", lines);
        }
        for (TestedFile.Tested tested : file.tests()) {
            start(file, tested.test().name(), tested.test().line(), tested.time());
            if (!tested.passed()) {
                List<String> lines = new ArrayList<>();
                for (Mismatch one : tested.mismatches()) {
                    lines.add(file.path() + ":" + one.line() + ": " + one.what());
                    lines.addAll(one.details());
                }
                verdict("failure", lines);
            } else {
                xml.writeEndElement();
            }
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private void start(TestedFile file, String name, int line, Duration time) throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        attribute("name", name);
        attribute("classname", file.path().getFileName().toString().replaceFirst("\\.test\\.yaml$", ""));
        attribute("file", file.path().toString());
        attribute("line", String.valueOf(line));
        attribute("time", seconds(time));
    }

    private void verdict(String kind, List<String> lines) throws XMLStreamException {
        xml.writeStartElement(kind);
        attribute("message", lines.get(0));
        xml.writeCharacters(clean(String.join("\n", lines)));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, clean(value));
    }

    /** Secrets and what XML cannot hold go. */
    private static String clean(String text) {
        return LogText.shown(Secrets.ofProcess().mask(text));
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).toPlainString();
    }
}
