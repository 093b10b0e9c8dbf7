import { ProblemError } from '../problem-error.ts'
import { problems } from '../responses.ts'
import { sendFile } from '../send-file.ts'
import type { Route } from './index.ts'

/** Their names have a hash of what is in them, so that it never changes (RFC 8246). */
const forEver = 'public, max-age=31536000, immutable'

export const assets: Route = (app, { page }) => {
  app.get<{ Params: { file: string } }>(
    '/assets/:file',
    {
      schema: {
        summary: 'What the page consists of',
        tags: ['page'],
        params: { type: 'object', required: ['file'], properties: { file: { type: 'string' } } },
        response: {
          200: {
            description: 'A script, a style sheet or a picture.',
            content: { 'text/javascript': { schema: { type: 'string' } }, 'text/css': { schema: { type: 'string' } } },
          },
          ...problems(404),
        },
      },
    },
    (request, reply) => {
      const file = page.get(`assets/${request.params.file}`)
      if (file === undefined) throw new ProblemError(404, 'The page has no such file: load it again.')
      return sendFile(request, reply, file, forEver)
    },
  )
}
