import { accepted } from '../accepted.ts'
import { textual } from '../responses.ts'
import { pagePolicy } from '../security-headers.ts'
import { sendFile } from '../send-file.ts'
import type { Route } from './index.ts'

const links = [
  ['/metrics', 'Metrics for Prometheus'],
  ['/api/v1/topology?format=text', 'Topology as text'],
  ['/api/v1/topology', 'Topology as JSON (also dot, mermaid, graphml, gexf)'],
  ['/api/v1/containers', 'Containers'],
  ['/api/v1/namespaces', 'Network namespaces'],
  ['/api/v1/interfaces', 'Interfaces'],
  ['/api/v1/bridges', 'Bridges'],
  ['/api/v1/rules', "Firewall rules of the host and of Docker's namespace"],
  ['/api/v1/nat', 'Published ports, and the rules that implement each'],
  ['/api/v1/why?from=host&amp;to=127.0.0.1', 'Whether one can reach another, and if not, why: name the two'],
  ['/api/v1/events', 'Changes as they happen (server-sent events)'],
  ['/api/v1/snapshot', 'Snapshot: everything that was read'],
  ['/api/v1/openapi.json', 'Description of the API (OpenAPI)'],
  ['/readyz', 'Ready?'],
  ['/healthz', 'Healthy?'],
] as const

/** For whoever has no browser. Plain HTML: no script, no style, and nothing in it that a container could choose. */
const list = (version: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>netloupe</title>
</head>
<body>
<h1>netloupe</h1>
<p>Version ${version}. The network of this host, as the kernel has it.</p>
<ul>
${links.map(([path, text]) => `<li><a href="${path}">${text}</a></li>`).join('\n')}
</ul>
</body>
</html>
`

export const landing: Route = (app, { version, page }) => {
  const index = page.get('index.html')
  app.get(
    '/',
    {
      schema: {
        summary: 'The page, for a browser; else links to everything else',
        tags: ['page'],
        response: { 200: textual('A page.', 'text/html') },
      },
    },
    (request, reply) =>
      index !== undefined && isBrowser(request.headers.accept)
        ? sendFile(request, reply.header('content-security-policy', pagePolicy), index, 'no-cache')
        : reply.type('text/html; charset=utf-8').send(list(version)),
  )
}

/** Browsers name HTML when they go to a page; curl and the like take whatever comes. */
const isBrowser = (accept: string | undefined): boolean =>
  accepted(accept).some(({ value, quality }) => value === 'text/html' && quality > 0)
