import { Counter, collectDefaultMetrics, Registry } from 'prom-client'

/** What the desk counts for its operators; shown at /metrics, from 0 on for every one of `channels`. */
export function openMetrics(channels: string[]) {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const registers = [register]
  const metrics = {
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
    mailsUnanswered: new Counter({
      name: 'hoiluat_mails_unanswered_total',
      help: 'mails that opened no ticket, by why: machines, lists, ourselves, bounces',
      labelNames: ['why'] as const,
      registers,
    }),
    refused: new Counter({
      name: 'hoiluat_webhooks_refused_total',
      help: 'webhook calls that were not signed by their platform',
      labelNames: ['channel'] as const,
      registers,
    }),
  }
  // Only what is there before the first count is seen to rise.
  for (const channel of channels) {
    metrics.heard.inc({ channel }, 0)
    metrics.deliveries.inc({ channel, state: 'sent' }, 0)
    metrics.refused.inc({ channel }, 0)
  }
  return metrics
}

export type Metrics = ReturnType<typeof openMetrics>
