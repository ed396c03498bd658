import { type Word, words } from '#core/words.ts'
import { learn } from './learned.ts'
import { type Knowledge, longestRead, makeModel, rankLabels, type Scope } from './triage.ts'

/** A routing somebody confirmed or corrected. */
export type Routing = { text: string; field: string; scope: Scope }

type Known = { words: Word[]; field: string; scope: Scope }
type Matter = 'field' | 'scope'

const trusts = [0, 0.25, 0.5, 0.75, 1, 1.25]
const folds = 5
/** Below this there is nothing to test on; the written terms stand alone. */
const leastExamples = 20
/** The newest so many decide how far learning is trusted. */
const testedOn = 600

/**
 * Learns field and scope from routings (newest first). How far what was learnt is trusted beside the written terms is
 * found by holding out a fifth at a time: learning that would not have helped gets no say.
 */
export function train(knowledge: Knowledge, routings: Routing[]): Knowledge {
  if (routings.length < leastExamples) return { ...knowledge, learned: undefined }
  const known = routings.map(({ text, field, scope }) => {
    return { words: words(text.slice(0, longestRead)), field, scope }
  })
  const tested = known.slice(0, testedOn)
  return {
    ...knowledge,
    learned: {
      field: learnMatter(known, 'field', bestTrust(knowledge, tested, 'field')),
      scope: learnMatter(known, 'scope', bestTrust(knowledge, tested, 'scope')),
    },
  }
}

function learnMatter(known: Known[], matter: Matter, trust: number) {
  const examples = known.map((each) => ({ words: each.words, label: each[matter] }))
  return learn(examples, trust)
}

/**
 * The trust under which the held-out routings were least surprising, among those that get no fewer right than the
 * written terms alone.
 */
function bestTrust(knowledge: Knowledge, known: Known[], matter: Matter): number {
  const trials = trusts.map((trust) => ({ trust, right: 0, surprise: 0 }))
  for (let fold = 0; fold < folds; fold += 1) {
    const learnt = known.filter((_, index) => index % folds !== fold)
    const held = known.filter((_, index) => index % folds === fold)
    for (const trial of trials) {
      const { right, surprise } = tryOut(knowledge, { learnt, held, matter, trust: trial.trust })
      trial.right += right
      trial.surprise += surprise
    }
  }
  const alone = trials[0]?.right ?? 0
  const sound = trials.filter((trial) => trial.right >= alone)
  return sound.sort((a, b) => a.surprise - b.surprise)[0]?.trust ?? 0
}

function tryOut(
  knowledge: Knowledge,
  {
    learnt,
    held,
    matter,
    trust,
  }: { learnt: Known[]; held: Known[]; matter: Matter; trust: number },
): { right: number; surprise: number } {
  const learned = learnMatter(learnt, matter, trust)
  const model = makeModel({ ...knowledge, learned: { field: learned, scope: learned } })
  const told = held.map((each) => {
    const ranked = rankLabels(model[matter], each.words)
    return ranked.findIndex(({ label }) => label === each[matter]) === 0
      ? { right: 1, sure: ranked[0]?.sure ?? 0 }
      : { right: 0, sure: ranked.find(({ label }) => label === each[matter])?.sure ?? 0 }
  })
  return {
    right: told.reduce((sum, each) => sum + each.right, 0),
    surprise: told.reduce((sum, each) => sum - Math.log(Math.max(each.sure, 1e-4)), 0),
  }
}
