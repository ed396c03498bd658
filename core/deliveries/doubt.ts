/** No reply within the time a sending is given. */
export const hung = 'no reply from the platform within 10 s'

/** Failures before a platform was given anything; all others of the network's may have come after it took it. */
const notArrived =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ECONNECTION|EDNS|CONNECT_TIMEOUT|CERT/i

/** Whether the platform may have taken what it did not say it took, by a failure's detail: a notice is not repeated then. */
export function mayHaveArrived(detail: string): boolean {
  if (detail === hung || detail === 'fault' || /^(?:HTTP )?504\b/.test(detail)) return true
  return detail.startsWith('network:') && !notArrived.test(detail)
}
