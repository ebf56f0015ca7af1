import {
  type Context,
  context,
  metrics,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** The field `traceparent`, which is all of W3C Trace Context that the tests need. */
const PROPAGATOR: TextMapPropagator = {
  extract(around: Context, carrier: unknown, getter: TextMapGetter): Context {
    const field = getter.get(carrier, 'traceparent');
    const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-0([01])$/.exec(String(field)) ?? [];
    if (traceId === undefined || spanId === undefined) return around;
    return trace.setSpanContext(around, { traceId, spanId, traceFlags: Number(flags), isRemote: true });
  },
  inject(around: Context, carrier: unknown, setter: TextMapSetter): void {
    const one = trace.getSpanContext(around);
    if (one !== undefined)
      setter.set(carrier, 'traceparent', `00-${one.traceId}-${one.spanId}-0${one.traceFlags}`);
  },
  fields: () => ['traceparent'],
};

/** One point of a metric: its attributes, and its value, or how many values it had. */
export interface Point {
  readonly attributes: object;
  readonly value: number;
}

/** The SDK of OpenTelemetry, with all that it is told in memory. */
export interface Sdk {
  /** Spans that have ended, in their order. */
  readonly spans: () => readonly ReadableSpan[];
  readonly points: (metric: string) => Promise<readonly Point[]>;
  readonly reset: () => void;
  /** Leaves nothing behind. */
  readonly stop: () => Promise<void>;
}

/** Becomes what the API of OpenTelemetry gives to everybody, until it is stopped. */
export function startSdk(): Sdk {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  const reader = new PeriodicExportingMetricReader({
    exporter: metricExporter,
    exportIntervalMillis: 3_600_000,
  });
  const meters = new MeterProvider({ readers: [reader] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(PROPAGATOR);
  trace.setGlobalTracerProvider(provider);
  metrics.setGlobalMeterProvider(meters);
  return {
    spans: () => exporter.getFinishedSpans(),
    points: async (metric) => {
      metricExporter.reset();
      await meters.forceFlush();
      return metricExporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics: all }) => all))
        .filter(({ descriptor }) => descriptor.name === metric)
        .flatMap(({ dataPoints }) =>
          dataPoints.map(({ attributes, value }) => ({
            attributes,
            value: typeof value === 'number' ? value : value.count,
          })),
        );
    },
    reset: () => exporter.reset(),
    stop: async () => {
      await Promise.all([provider.shutdown(), meters.shutdown()]);
      for (const api of [trace, metrics, context, propagation]) api.disable();
    },
  };
}
