import { publicationsOf } from '../../../topology/published-ports.ts'
import type { Finding } from '../cause.ts'
import { publishedWords } from './publications-of.ts'

/** How somebody outside is to reach a port of a container: by the port that is published for it, or by publishing one. */
export const publishRemedy = ({ targetContainer, exchange }: Finding): readonly string[] => {
  const { port, protocol } = exchange?.probe ?? {}
  if (port === undefined) return ['# only ports can be published, nothing else']
  const found =
    targetContainer === null
      ? undefined
      : publicationsOf(targetContainer).find(
          ({ containerPort, port: on }) => containerPort === port && on.protocol === protocol,
        )
  if (found !== undefined) return [`# use the port that is published for it on the host: ${publishedWords(found)}`]
  const option = `${port}:${port}${protocol === 'tcp' ? '' : `/${protocol}`}`
  return [`# publish the port, when the container is made: docker run -p ${option} …`]
}
