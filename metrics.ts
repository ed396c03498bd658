import { Counter, collectDefaultMetrics, Registry } from 'prom-client'

/** What the desk counts for its operators; shown at /metrics. */
export function openMetrics() {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const registers = [register]
  return {
    register,
    heard: new Counter({
      name: 'hoiluat_heard_total',
      help: 'events taken in and stored',
      labelNames: ['channel'] as const,
      registers,
    }),
    deliveries: new Counter({
      name: 'hoiluat_deliveries_total',
      help: 'tries to send, by how they ended',
      labelNames: ['channel', 'state'] as const,
      registers,
    }),
    refused: new Counter({
      name: 'hoiluat_webhooks_refused_total',
      help: 'webhook calls that were not signed by their platform',
      labelNames: ['channel'] as const,
      registers,
    }),
  }
}

export type Metrics = ReturnType<typeof openMetrics>
