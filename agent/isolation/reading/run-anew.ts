import type { Subject } from '../context.ts'

/** What a container may do is decided when it is made. @param how words of `docker run`, or what to leave out of it */
export const runAnew = ({ container: { runtime } }: Subject, how: string): readonly string[] =>
  runtime === 'docker'
    ? [`# make the container anew: docker run ${how}`]
    : [`# make the container anew; as docker run ${how}`]
