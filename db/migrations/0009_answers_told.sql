ALTER TABLE "link_codes" ALTER COLUMN "other_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "how" text;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "staff_id" text;--> statement-breakpoint
ALTER TABLE "answers" ADD COLUMN "told" text;--> statement-breakpoint
ALTER TABLE "answers" ADD COLUMN "told_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "answers" ADD COLUMN "told_by" text;--> statement-breakpoint
ALTER TABLE "ratings" ADD COLUMN "staff_id" text;