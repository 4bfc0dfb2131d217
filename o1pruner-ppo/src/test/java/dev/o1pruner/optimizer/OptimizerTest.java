package dev.o1pruner.optimizer;

import dev.o1pruner.model.Precision;
import org.junit.jupiter.api.Nested;

/** The contract at every rule and precision. */
class OptimizerTest {

  @Nested
  class AdamWIn32Bits extends OptimizerContractTest {
    @Override
    OptimizerSettings settings() {
      return OptimizerSettings.adamW();
    }

    @Override
    Precision held() {
      return Precision.F32;
    }

    @Override
    int bytesPerParameter() {
      return 8;
    }
  }

  @Nested
  class AdamMiniIn32Bits extends OptimizerContractTest {
    @Override
    OptimizerSettings settings() {
      return OptimizerSettings.adamMini();
    }

    @Override
    Precision held() {
      return Precision.F32;
    }

    @Override
    int bytesPerParameter() {
      return 4;
    }
  }

  @Nested
  class SgdIn32Bits extends OptimizerContractTest {
    @Override
    OptimizerSettings settings() {
      return OptimizerSettings.sgd(0);
    }

    @Override
    Precision held() {
      return Precision.F32;
    }

    @Override
    int bytesPerParameter() {
      return 0;
    }
  }

  @Nested
  class SgdWithMomentumIn32Bits extends OptimizerContractTest {
    @Override
    OptimizerSettings settings() {
      return OptimizerSettings.sgd(0.5);
    }

    @Override
    Precision held() {
      return Precision.F32;
    }

    @Override
    int bytesPerParameter() {
      return 4;
    }
  }

  @Nested
  class AdamWWith16BitState extends OptimizerContractTest {
    @Override
    OptimizerSettings settings() {
      return OptimizerSettings.adamW()
          .precision(OptimizerPrecision.masterCopy().state(Precision.BF16));
    }

    @Override
    Precision held() {
      return Precision.F32;
    }

    @Override
    int bytesPerParameter() {
      return 4;
    }
  }

  @Nested
  class AdamWWithMasterCopy extends OptimizerContractTest {
    @Override
    OptimizerSettings settings() {
      return OptimizerSettings.adamW();
    }

    @Override
    Precision held() {
      return Precision.BF16;
    }

    @Override
    int bytesPerParameter() {
      return 12;
    }
  }

  @Nested
  class AdamMiniWithMasterCopyAnd16BitState extends OptimizerContractTest {
    @Override
    OptimizerSettings settings() {
      return OptimizerSettings.adamMini()
          .precision(OptimizerPrecision.masterCopy().state(Precision.BF16));
    }

    @Override
    Precision held() {
      return Precision.BF16;
    }

    @Override
    int bytesPerParameter() {
      return 6;
    }
  }

  @Nested
  class AdamWRoundedAtRandom extends OptimizerContractTest {
    @Override
    OptimizerSettings settings() {
      return OptimizerSettings.adamW().precision(OptimizerPrecision.stochasticRounding(1));
    }

    @Override
    Precision held() {
      return Precision.BF16;
    }

    @Override
    int bytesPerParameter() {
      return 8;
    }
  }

  @Nested
  class AdamMiniRoundedAtRandom extends OptimizerContractTest {
    @Override
    OptimizerSettings settings() {
      return OptimizerSettings.adamMini().precision(OptimizerPrecision.stochasticRounding(1));
    }

    @Override
    Precision held() {
      return Precision.BF16;
    }

    @Override
    int bytesPerParameter() {
      return 4;
    }
  }

  @Nested
  class AdamMiniIn16Bits extends OptimizerContractTest {
    @Override
    OptimizerSettings settings() {
      return OptimizerSettings.adamMini()
          .precision(OptimizerPrecision.stochasticRounding(1).state(Precision.BF16));
    }

    @Override
    Precision held() {
      return Precision.BF16;
    }

    @Override
    int bytesPerParameter() {
      return 2;
    }
  }

  @Nested
  class SgdRoundedAtRandom extends OptimizerContractTest {
    @Override
    OptimizerSettings settings() {
      return OptimizerSettings.sgd(0.5).precision(OptimizerPrecision.stochasticRounding(1));
    }

    @Override
    Precision held() {
      return Precision.BF16;
    }

    @Override
    int bytesPerParameter() {
      return 4;
    }
  }
}
