import { json } from '../responses.ts'
import type { Route } from './index.ts'

export const openapi: Route = (app) => {
  app.get(
    '/api/v1/openapi.json',
    {
      schema: {
        summary: 'This description',
        tags: ['description'],
        response: { 200: json('An OpenAPI 3.1 document.', { type: 'object', required: ['openapi', 'info', 'paths'] }) },
      },
    },
    () => app.swagger(),
  )
}
