import type { Histogram, Meter, UpDownCounter } from '@opentelemetry/api';

/** Seconds; the buckets that the semantic conventions advise for `http.server.request.duration`. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Runs may go on for much longer than anybody waits. */
const RUN_BUCKETS = [...REQUEST_BUCKETS, 30, 60, 300, 900, 3600];

/** What is counted and timed. */
export interface Instruments {
  readonly requestDuration: Histogram;
  readonly activeRequests: UpDownCounter;
  readonly runDuration: Histogram;
  readonly activeRuns: UpDownCounter;
}

export const createInstruments = (meter: Meter): Instruments => ({
  requestDuration: meter.createHistogram('http.server.request.duration', {
    description: 'Duration of HTTP server requests.',
    unit: 's',
    advice: { explicitBucketBoundaries: REQUEST_BUCKETS },
  }),
  activeRequests: meter.createUpDownCounter('http.server.active_requests', {
    description: 'Number of active HTTP server requests.',
    unit: '{request}',
  }),
  runDuration: meter.createHistogram('opbind.run.duration', {
    description: 'Duration of the runs of processes.',
    unit: 's',
    advice: { explicitBucketBoundaries: RUN_BUCKETS },
  }),
  activeRuns: meter.createUpDownCounter('opbind.active_runs', {
    description: 'Number of runs of processes that go on.',
    unit: '{run}',
  }),
});
