const second = 1000
const steps = [1 * second, 3 * second, 10 * second, 30 * second, 60 * second, 180 * second]
const giveUpAfter = 24 * 60 * 60 * second

/**
 * When a delivery that ended in `later` is tried again: exactly after what the platform asked for, else after
 * steps that grow to three minutes; undefined once it has waited a day (staff then see it as failed).
 */
export function nextTry(
  attempts: number,
  createdAt: Date,
  retryAfterMs: number | undefined,
  now: Date,
): Date | undefined {
  if (now.getTime() - createdAt.getTime() > giveUpAfter) return undefined
  const wait = retryAfterMs ?? steps[Math.min(attempts, steps.length) - 1] ?? second
  return new Date(now.getTime() + wait)
}
