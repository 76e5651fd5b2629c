package io.github.tektoncourier.run;

/** One entry of a PipelineRun's {@code status.skippedTasks}: the only trace a skipped task leaves. */
public record SkippedTask(String name, String reason) {}
