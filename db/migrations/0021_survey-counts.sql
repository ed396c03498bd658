CREATE TABLE "survey_counts" (
	"survey_id" bigint NOT NULL,
	"day" date NOT NULL,
	"version" integer NOT NULL,
	"channel" text NOT NULL,
	"n" integer NOT NULL,
	"counts" jsonb NOT NULL,
	CONSTRAINT "survey_counts_survey_id_day_version_channel_pk" PRIMARY KEY("survey_id","day","version","channel")
);
--> statement-breakpoint
DROP INDEX "survey_responses_survey";--> statement-breakpoint
ALTER TABLE "survey_counts" ADD CONSTRAINT "survey_counts_survey_id_surveys_id_fk" FOREIGN KEY ("survey_id") REFERENCES "public"."surveys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "survey_responses_survey" ON "survey_responses" USING btree ("survey_id","state","completed_on","version","channel");