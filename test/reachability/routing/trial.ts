import type { Scene } from '../../../agent/reachability/scene/scene.ts'
import type { Trial } from '../../../agent/reachability/trial.ts'

/** A trial in which nothing has happened yet, and every question gets the answer of this number (or the last that there is). */
export const freshTrial = (scene: Scene, answer = 0, asked: { answers: number } = { answers: 1 }): Trial => ({
  scene,
  frames: [],
  toSend: [],
  arrivals: [],
  losses: [],
  neighbours: new Map(),
  learnedPorts: new Map(),
  connections: new Map(),
  decide: ({ answers }) => {
    asked.answers = Math.max(asked.answers, answers.length)
    return Math.min(answer, answers.length - 1)
  },
  explain: false,
})

/** Every outcome that some answers lead to. */
export const everyOutcome = <T>(scene: Scene, run: (trial: Trial) => T): T[] => {
  const asked = { answers: 1 }
  const outcomes: T[] = []
  for (let answer = 0; answer < asked.answers; answer++) outcomes.push(run(freshTrial(scene, answer, asked)))
  return outcomes
}
