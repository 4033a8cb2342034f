package io.perennial.cohort;

import io.perennial.schema.Period;
import java.util.Arrays;
import java.util.List;

/** The subjects that the one pass counts. */
enum Subject {
  /** See {@link Triangle}; of all customers only, as the next. */
  TRIANGLE {
    @Override
    Counter counter(Scope scope) {
      return new Triangle(scope.cohorts());
    }
  },
  CHURN {
    @Override
    Counter counter(Scope scope) {
      return new ChurnCounter(scope.windows());
    }
  },
  ACQUIRED {
    @Override
    Counter counter(Scope scope) {
      return new Acquired(scope.cohorts());
    }
  },
  AGES {
    @Override
    Counter counter(Scope scope) {
      return new FixedAges(FixedAges.DAYS, scope.cohorts());
    }
  },
  MONTHS_OF_AGE {
    @Override
    Counter counter(Scope scope) {
      return new MonthsOfAge(scope.cohorts());
    }
  },
  CALENDAR_MONTHS {
    @Override
    Counter counter(Scope scope) {
      return new CalendarPeriods(Period.MONTH);
    }
  },
  CALENDAR_QUARTERS {
    @Override
    Counter counter(Scope scope) {
      return new CalendarPeriods(Period.QUARTER);
    }
  },
  GAPS {
    @Override
    Counter counter(Scope scope) {
      return new Gaps();
    }
  };

  /** The subjects that are counted of all customers. */
  static final List<Subject> OF_ALL = List.of(values());

  /** The subjects that are counted of each segment. */
  static final List<Subject> OF_SEGMENTS =
      Arrays.stream(values()).filter(subject -> subject != TRIANGLE && subject != CHURN).toList();

  /** Counts it in one partition, of all customers or one segment. */
  abstract Counter counter(Scope scope);
}
