/** A pause that can be cut short. */
export interface Rest {
  for(ms: number): Promise<void>
  end(): void
}

/** An end that comes while nobody rests ends the next rest at once: no nudge is lost. */
export function openRest(): Rest {
  let ended = false
  let wake = () => {}
  return {
    for: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => wake(), ended ? 0 : ms)
        wake = () => {
          clearTimeout(timer)
          wake = () => {}
          ended = false
          resolve()
        }
      }),
    end() {
      ended = true
      wake()
    },
  }
}
