ALTER TABLE "lookups" ADD COLUMN "judgement" text;--> statement-breakpoint
ALTER TABLE "lookups" ADD COLUMN "judged_note" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "lookups" ADD COLUMN "judged_by" text;--> statement-breakpoint
ALTER TABLE "lookups" ADD COLUMN "judged_at" timestamp with time zone;