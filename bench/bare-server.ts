import { createServer, type Socket } from 'node:net'

export interface BareServer {
  url: string
  close(): Promise<void>
}

const headEnd = Buffer.from('\r\n\r\n')

/**
 * An HTTP server on bare sockets that says to each request what `answer` gives: it costs a tenth of a `node:http`
 * server, and what it costs is taken from whoever is measured, for they share the machine with it.
 */
export async function startBareServer(
  answer: (head: string, body: string) => string,
): Promise<BareServer> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    let pending: Buffer = Buffer.alloc(0)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      for (;;) {
        const end = pending.indexOf(headEnd)
        if (end < 0) return
        const head = pending.toString('latin1', 0, end)
        const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
        if (/^transfer-encoding:/im.test(head)) throw new Error('the bench reads no chunked calls')
        const whole = end + headEnd.length + length
        if (pending.length < whole) return
        const body = pending.toString('utf8', end + headEnd.length, whole)
        pending = pending.subarray(whole)
        socket.write(withHead(answer(head, body)))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function withHead(body: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: keep-alive\r\n\r\n${body}`
}
