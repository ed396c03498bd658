import type { AdminContext } from '#admin/deps.ts'
import { type Labels, shown } from '#admin/difficulties/labels.ts'
import { type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Csrf } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { LawDocument } from '#core/law/documents/documents.ts'
import { mayRecommend } from '#core/plan/recommendation.ts'
import type { RecommendationPage } from '#core/plan/recommendation-list.ts'
import { outcomes } from '#core/plan/recommendation-reply.ts'
import type { Ticket } from '#core/tickets/ticket.ts'
import { nameOf, stateTones } from './list-page.tsx'
import { OpenTickets, Sources, ToPhone } from './sources.tsx'

export interface ShowProps {
  c: AdminContext
  page: RecommendationPage
  filled: Filled
  labels: Labels
  untold: { personId: number; content: string }[]
  open: Ticket[]
  document: LawDocument | undefined
  today: string
}

/** One recommendation from its draft to its outcome, and who was told of it. */
export function RecommendationShowPage(props: ShowProps) {
  const { c, page } = props
  const t = words(c)
  const writes = mayRecommend(c.get('actor'), page.unitId) && page.ticketId === null
  return (
    <Layout
      c={c}
      title={nameOf(page)}
      area="recommendations"
      trail={[{ href: '/admin/recommendations', label: t('difficulties:rec.title') }]}
      actions={
        <ButtonLink href={`/admin/recommendations/${page.id}/letter.docx`} icon="file-down">
          {t('difficulties:rec.letter')}
        </ButtonLink>
      }
    >
      <div class="columns">
        <div class="stack">
          <Told {...props} writes={writes} />
          {writes && page.state === 'draft' && <Sending {...props} />}
          {writes && page.state === 'sent' && <Reply {...props} />}
          {writes && <OpenTickets {...props} />}
        </div>
        <div class="stack">
          {writes && <ToPhone {...props} />}
          {(page.ticketId === null || page.sources.length > 0) && (
            <Sources {...props} writes={writes} />
          )}
        </div>
      </div>
    </Layout>
  )
}

function Told({ c, page, labels, document, writes }: ShowProps & { writes: boolean }) {
  const t = words(c)
  const lines: [string, string | undefined][] = [
    ['rec.authority', page.authority],
    ['rec.number', page.number || undefined],
    ['rec.dated', page.datedOn ? shown(page.datedOn) : undefined],
    ['field', labels.field(page.fieldId)],
    ['rec.unit', labels.unit(page.unitId)],
    ['rec.outcome', page.outcome ? t(`difficulties:rec.outcome.${page.outcome}`) : undefined],
    ['rec.repliedOn', page.repliedAt ? moment(c, page.repliedAt, true) : undefined],
  ]
  return (
    <Card>
      <p class="row-line">
        <Badge tone={stateTones[page.state]}>{t(`difficulties:rec.state.${page.state}`)}</Badge>
        {document && (
          <a href={`/admin/rollout/${document.id}`}>{document.number ?? document.title}</a>
        )}
        {page.ticketCode && (
          <a href={`/admin/tickets/${page.ticketCode}`}>
            {t('difficulties:rec.of-ticket', { code: page.ticketCode })}
          </a>
        )}
      </p>
      <dl class="facts">
        {lines.map(
          ([key, value]) =>
            value !== undefined && (
              <>
                <dt>{t(`difficulties:${key}`)}</dt>
                <dd>{value}</dd>
              </>
            ),
        )}
      </dl>
      <div class="text-parts">
        <h2>{t('difficulties:rec.content')}</h2>
        <p class="prose">{page.content}</p>
        {page.reply && (
          <>
            <h2>{t('difficulties:rec.reply')}</h2>
            <p class="prose">{page.reply}</p>
          </>
        )}
      </div>
      {writes && page.state === 'draft' && (
        <div class="row-line no-print">
          <ButtonLink href={`/admin/recommendations/${page.id}/edit`} icon="pencil">
            {t('difficulties:rec.edit')}
          </ButtonLink>
          <form method="post" action={`/admin/recommendations/${page.id}/removal`}>
            <Csrf c={c} />
            <input type="hidden" name="version" value={page.version} />
            <Button kind="danger">{t('difficulties:rec.drop')}</Button>
          </form>
        </div>
      )}
    </Card>
  )
}

function Sending({ c, page, filled, today }: ShowProps) {
  const t = words(c)
  return (
    <Card title={t('difficulties:rec.send')}>
      <Form c={c} action={`/admin/recommendations/${page.id}/sending`} class="form" filled={filled}>
        <input type="hidden" name="version" value={page.version} />
        <TextField c={c} filled={filled} name="number" label={t('difficulties:rec.number')} />
        <TextField
          c={c}
          filled={filled}
          type="date"
          name="datedOn"
          label={t('difficulties:rec.dated')}
          hint={t('difficulties:rec.send.hint')}
          value={today}
          attributes={{ max: today }}
        />
        <Button kind="primary" icon="send">
          {t('difficulties:rec.send')}
        </Button>
      </Form>
    </Card>
  )
}

function Reply({ c, page, filled }: ShowProps) {
  const t = words(c)
  return (
    <Card title={t('difficulties:rec.reply')}>
      <Form c={c} action={`/admin/recommendations/${page.id}/reply`} class="form" filled={filled}>
        <input type="hidden" name="version" value={page.version} />
        <SelectField
          c={c}
          filled={filled}
          name="outcome"
          label={t('difficulties:rec.outcome')}
          options={outcomes.map((value) => ({
            value,
            label: t(`difficulties:rec.outcome.${value}`),
          }))}
        />
        <TextArea
          c={c}
          filled={filled}
          name="reply"
          label={t('difficulties:rec.reply')}
          hint={t('difficulties:rec.reply.hint')}
          rows={5}
        />
        <Button kind="primary" icon="megaphone">
          {t('difficulties:rec.reply.save')}
        </Button>
      </Form>
    </Card>
  )
}
