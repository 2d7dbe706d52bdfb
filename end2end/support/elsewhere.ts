import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'

/** Another site than the status page's: serves the files given by path, until it is closed. */
export async function elsewhere(files: Record<string, { type: string; body: string | Buffer }>) {
  const server = createServer((request, answer) => {
    const file = files[request.url ?? '/']
    if (!file) {
      answer.writeHead(404).end()
      return
    }
    answer.setHeader('content-type', file.type)
    answer.end(file.body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}
