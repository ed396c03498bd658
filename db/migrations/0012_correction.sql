ALTER TABLE "published_answers" ADD COLUMN "answer_id" bigint;--> statement-breakpoint
ALTER TABLE "published_answers" ADD COLUMN "edition" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "published_answers" ADD COLUMN "corrected_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "published_answers" ADD COLUMN "correction" jsonb;